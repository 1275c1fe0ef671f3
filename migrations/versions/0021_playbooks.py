"""Playbooks: the tasks that a type of agreement asks for, and those planned of each agreement."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ANCHORS = ("signing", "decide_by", "end")
ROLES = ("responsible", "administrator", "person")

Step = tuple[str, str, int, str, str, str]
"""Key, anchor, days, role, and the title in English and in Chinese."""

COMMON: tuple[Step, ...] = (
    ("original", "signing", 14, "responsible", "File the signed original", "归档签署原件"),
    (
        "tell_units",
        "signing",
        30,
        "responsible",
        "Tell the units concerned what was agreed",
        "向相关单位通报协议内容",
    ),
    ("evaluation", "decide_by", 120, "responsible", "Prepare the evaluation", "准备评估材料"),
    ("lead", "decide_by", 60, "responsible", "Hear the academic lead", "听取学术负责人意见"),
    (
        "dean",
        "decide_by",
        14,
        "administrator",
        "Put the decision to the dean",
        "提请院长决定是否续签",
    ),
    (
        "tell_end",
        "end",
        30,
        "responsible",
        "Tell the units and the partner what happens at the end",
        "通知相关单位和合作伙伴到期后的安排",
    ),
)
STUDENTS: tuple[Step, ...] = (
    (
        "admission",
        "signing",
        60,
        "responsible",
        "Tell the student offices of both sides how to apply",
        "告知双方学生管理部门申请办法",
    ),
    (
        "numbers",
        "decide_by",
        100,
        "responsible",
        "Collect the numbers of students sent and received",
        "汇总派出和接收学生人数",
    ),
)
OF_TYPES: dict[str, tuple[Step, ...]] = {
    "mou": (),
    "strategic": (
        (
            "leaders",
            "decide_by",
            90,
            "administrator",
            "Arrange a talk between the leaders of both sides",
            "安排双方领导会谈",
        ),
    ),
    "joint_centre": (
        (
            "accounts",
            "decide_by",
            100,
            "responsible",
            "Collect the centre's results and accounts",
            "汇总联合中心的成果与经费情况",
        ),
    ),
    "dual_degree": STUDENTS,
    "joint_training": STUDENTS,
    "teaching_hospital": (
        (
            "inspection",
            "decide_by",
            100,
            "responsible",
            "Inspect the teaching at the hospital",
            "对医院教学工作进行检查",
        ),
    ),
    "alliance": (
        (
            "members",
            "decide_by",
            100,
            "responsible",
            "Ask each member whether it stays",
            "征询各成员单位是否继续参加",
        ),
    ),
    "research": (
        (
            "results",
            "decide_by",
            100,
            "responsible",
            "Collect publications, patents and spending",
            "汇总论文、专利与经费使用情况",
        ),
    ),
    "other": (),
}


def upgrade() -> None:
    _make_steps()
    _make_planned_tasks()
    op.execute("ALTER TABLE agreement ADD COLUMN planned_until DATE")
    op.create_index("ix_agreement_planned_until", "agreement", ["planned_until"])
    _ship()


def _errand() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _one_of(table: str, column: str, words: tuple[str, ...], name: str) -> sa.CheckConstraint:
    rule = f"{column} IN ({', '.join(repr(word) for word in words)})"
    return sa.CheckConstraint(rule, name=f"ck_{table}_{name}")


def _refers(table: str, column: str, other: str, **ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, **ondelete)


def _make_steps() -> None:
    table = "playbook_step"
    op.create_table(
        table,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("type_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=40)),
        sa.Column("title_en", sa.String(length=200)),
        sa.Column("title_zh", sa.String(length=200)),
        *_errand(),
        sa.CheckConstraint(
            "coalesce(title_en, title_zh) IS NOT NULL", name="ck_playbook_step_titled"
        ),
        sa.CheckConstraint("days BETWEEN 0 AND 3650", name="ck_playbook_step_days"),
        sa.CheckConstraint(
            "(role = 'person') = (person_id IS NOT NULL)", name="ck_playbook_step_one_person"
        ),
        _one_of(table, "anchor", ANCHORS, "anchor"),
        _one_of(table, "role", ROLES, "steprole"),
        _refers(table, "type_id", "agreement_type", ondelete="CASCADE"),
        _refers(table, "person_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_playbook_step"),
    )
    op.create_index("ix_playbook_step_type_id", table, ["type_id", "id"])
    op.create_index("ix_playbook_step_person_id", table, ["person_id"])


def _make_planned_tasks() -> None:
    table = "planned_task"
    op.create_table(
        table,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("step_id", NUMBER),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("task_id", NUMBER),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("assignee_id", NUMBER),
        *_errand(),
        sa.CheckConstraint("round >= 0", name="ck_planned_task_round"),
        sa.CheckConstraint(
            "NOT (is_withdrawn AND task_id IS NOT NULL)", name="ck_planned_task_withdrawn"
        ),
        _one_of(table, "anchor", ANCHORS, "anchor"),
        _one_of(table, "role", ROLES, "steprole"),
        _refers(table, "agreement_id", "agreement", ondelete="CASCADE"),
        _refers(table, "step_id", "playbook_step", ondelete="SET NULL"),
        _refers(table, "task_id", "task", ondelete="SET NULL"),
        _refers(table, "assignee_id", "user_account"),
        _refers(table, "person_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_task"),
    )
    op.create_index(
        "uq_planned_task_step", table, ["agreement_id", "step_id", "round"], unique=True
    )
    op.create_index("uq_planned_task_task", table, ["task_id"], unique=True)
    for column in ("step_id", "person_id", "assignee_id"):
        op.create_index(f"ix_planned_task_{column}", table, [column])


def _ship() -> None:
    """The playbooks of the shipped types that are still there."""
    names = ("type_id", "key", "anchor", "days", "role", "title_en", "title_zh", "version")
    steps = sa.table(
        "playbook_step",
        *(sa.column(name) for name in names),
        sa.column("created_at", MOMENT),
        sa.column("updated_at", MOMENT),
    )
    types = sa.table("agreement_type", sa.column("id"), sa.column("key"))
    shipped = sa.select(types.c.key, types.c.id).where(types.c.key.in_(list(OF_TYPES)))
    for key, type_id in op.get_bind().execute(shipped).all():
        op.bulk_insert(steps, list(_rows(key, type_id)))


def _rows(type_key: str, type_id: int) -> Iterator[dict[str, Any]]:
    moment = datetime.now(UTC)
    for key, anchor, days, role, title_en, title_zh in (*COMMON, *OF_TYPES[type_key]):
        yield {
            "type_id": type_id,
            "key": key,
            "anchor": anchor,
            "days": days,
            "role": role,
            "title_en": title_en,
            "title_zh": title_zh,
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
        }


def downgrade() -> None:
    op.drop_index("ix_agreement_planned_until", table_name="agreement")
    op.execute("ALTER TABLE agreement DROP COLUMN planned_until")
    op.drop_table("planned_task")
    op.drop_table("playbook_step")

"""Types have fields of their own, agreements answer them, and exchanges count their students."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("text", "long_text", "number", "date", "choice", "yes_no", "person", "money")

FITS = (
    ("text", "'text', 'choice'"),
    ("long_text", "'long_text'"),
    ("number", "'number', 'money'"),
    ("currency", "'money'"),
    ("day", "'date'"),
    ("flag", "'yes_no'"),
    ("contact_id", "'person'"),
)
"""Each column of a value with the kinds that are kept in it."""

MEETINGS = (
    ("yearly", "Once a year", "每年一次"),
    ("twice", "Twice a year", "每年两次"),
    ("quarterly", "Every quarter", "每季度一次"),
    ("needed", "When needed", "按需召开"),
)
TUITION = (
    ("home", "Each student pays at home", "学生向本校缴费"),
    ("host", "Each student pays the host", "学生向接收院校缴费"),
    ("waived", "The host waives it", "接收院校免收学费"),
    ("other", "As agreed otherwise", "另行约定"),
)
CHOICES = {"board_meets": MEETINGS, "tuition": TUITION}

SHIPPED_FIELDS = {
    "joint_centre": (
        ("centre_name", "text", "Name of the centre", "中心名称"),
        ("director_here", "person", "Director on our side", "我方主任"),
        ("director_there", "person", "Director on their side", "对方主任"),
        ("seat", "text", "Place", "地点"),
        ("funding", "money", "Funding", "经费"),
        ("board_meets", "choice", "Governing board meets", "管理委员会会议"),
    ),
    "dual_degree": (
        ("degree_here", "text", "Our degree", "我方学位"),
        ("degree_there", "text", "Their degree", "对方学位"),
        ("places_out", "number", "Places a year for our students", "我方学生每年名额"),
        ("places_in", "number", "Places a year for their students", "对方学生每年名额"),
        ("first_intake", "date", "First intake", "首次招生"),
        ("tuition", "choice", "Tuition", "学费安排"),
    ),
    "joint_training": (
        ("discipline", "text", "Discipline", "学科"),
        ("places", "number", "Places", "名额"),
    ),
    "teaching_hospital": (
        ("departments", "long_text", "Departments", "科室"),
        ("clinical_teachers", "number", "Clinical teachers", "临床教师人数"),
        ("students_a_year", "number", "Students a year", "每年学生人数"),
        ("accreditation", "text", "Accreditation", "认证"),
    ),
    "alliance": (("coordinator", "person", "Coordinator", "协调人"),),
}


def _times() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _kind() -> sa.Column[Any]:
    kinds = sa.Enum(*KINDS, name="fieldkind", native_enum=False, create_constraint=True, length=20)
    return sa.Column("kind", kinds, nullable=False)


def upgrade() -> None:
    op.create_table(
        "type_field",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("type_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        _kind(),
        sa.Column("label_en", sa.String(length=100), nullable=True),
        sa.Column("label_zh", sa.String(length=100), nullable=True),
        sa.Column("help_en", sa.String(length=300), nullable=True),
        sa.Column("help_zh", sa.String(length=300), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        *_times(),
        sa.CheckConstraint(
            "coalesce(label_en, label_zh) IS NOT NULL", name=op.f("ck_type_field_labelled")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["agreement_type.id"],
            name=op.f("fk_type_field_type_id_agreement_type"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_type_field")),
        sa.UniqueConstraint("type_id", "key", name=op.f("uq_type_field_type_id_key")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_type_field_id_kind")),
    )
    op.create_index("ix_type_field_type_id", "type_field", ["type_id", "place", "id"])
    _create_values()
    _create_years()
    _fill_fields()
    op.execute("UPDATE agreement_type SET counts_students = true WHERE key = 'dual_degree'")


def _create_values() -> None:
    op.create_table(
        "field_value",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("field_id", NUMBER, nullable=False),
        _kind(),
        sa.Column("text", sa.String(length=300), nullable=True),
        sa.Column("long_text", sa.Text(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("flag", sa.Boolean(), nullable=True),
        sa.Column("contact_id", NUMBER, nullable=True),
        *_times(),
        *(
            sa.CheckConstraint(
                f"({column} IS NOT NULL) = (kind IN ({kinds}))",
                name=op.f(f"ck_field_value_{column}_fits"),
            )
            for column, kinds in FITS
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_field_value_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["field_id", "kind"],
            ["type_field.id", "type_field.kind"],
            name=op.f("fk_field_value_field_id_kind_type_field"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_field_value_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_value")),
    )
    op.create_index("uq_field_value", "field_value", ["agreement_id", "field_id"], unique=True)
    for column in ("text", "number", "day", "flag"):
        columns = ["field_id", column, "agreement_id"]
        op.create_index(f"ix_field_value_{column}", "field_value", columns)
    columns = ["contact_id", "field_id", "agreement_id"]
    op.create_index("ix_field_value_contact_id", "field_value", columns)


def _create_years() -> None:
    op.create_table(
        "exchange_year",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        *_times(),
        sa.CheckConstraint("year BETWEEN 1900 AND 2200", name=op.f("ck_exchange_year_year")),
        sa.CheckConstraint("sent BETWEEN 0 AND 99999", name=op.f("ck_exchange_year_sent")),
        sa.CheckConstraint("received BETWEEN 0 AND 99999", name=op.f("ck_exchange_year_received")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_exchange_year_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_year")),
    )
    op.create_index("uq_exchange_year", "exchange_year", ["agreement_id", "year"], unique=True)


def _fill_fields() -> None:
    """The fields of the shipped types that are still there: the office may have deleted some."""
    names = ("type_id", "key", "kind", "label_en", "label_zh", "is_required", "place", "version")
    fields = sa.table(
        "type_field",
        *(sa.column(name) for name in names),
        sa.column("options", sa.JSON()),
        sa.column("created_at", MOMENT),
        sa.column("updated_at", MOMENT),
    )
    types = sa.table("agreement_type", sa.column("id"), sa.column("key"))
    shipped = sa.select(types.c.key, types.c.id).where(types.c.key.in_(list(SHIPPED_FIELDS)))
    for key, type_id in op.get_bind().execute(shipped).all():
        op.bulk_insert(fields, list(_rows(key, type_id)))


def _rows(type_key: str, type_id: int) -> Iterator[dict[str, Any]]:
    moment = datetime.now(UTC)
    for place, (key, kind, label_en, label_zh) in enumerate(SHIPPED_FIELDS[type_key]):
        yield {
            "type_id": type_id,
            "key": key,
            "kind": kind,
            "label_en": label_en,
            "label_zh": label_zh,
            "is_required": False,
            "place": place,
            "version": 1,
            "options": [
                {"key": option, "name_en": name_en, "name_zh": name_zh, "is_offered": True}
                for option, name_en, name_zh in CHOICES.get(key, ())
            ],
            "created_at": moment,
            "updated_at": moment,
        }


def downgrade() -> None:
    op.execute("UPDATE agreement_type SET counts_students = false WHERE key = 'dual_degree'")
    op.drop_table("exchange_year")
    op.drop_table("field_value")
    op.drop_table("type_field")

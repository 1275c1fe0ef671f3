"""The first schema."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SORT_KEY = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")
SEARCHED = ("partner", "contact", "agreement", "task", "happening")

SHIPPED_TYPES = (
    ("mou", "Memorandum of understanding", "合作备忘录"),
    ("strategic", "Strategic cooperation", "战略合作协议"),
    ("joint_centre", "Joint centre", "联合中心"),
    ("dual_degree", "Dual degree", "双学位项目"),
    ("joint_training", "Joint training", "联合培养"),
    ("teaching_hospital", "Teaching hospital", "教学医院"),
    ("alliance", "Translational medicine alliance", "转化医学联盟"),
    ("research", "Research cooperation", "科研合作"),
    ("other", "Other", "其他"),
)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _decide_by() -> str:
    if _on_sqlite():
        return "date(expires_on, '-' || notice_days || ' days')"
    return "expires_on - notice_days"


def _make_search_tables() -> None:
    for record in SEARCHED:
        if _on_sqlite():
            op.execute(
                f"CREATE VIRTUAL TABLE {record}_search"
                " USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
            )
        else:
            op.execute(
                f"CREATE TABLE {record}_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{record}_search ON {record}_search USING gin (words)")


def _fill_types() -> None:
    moment = datetime.now(UTC)
    types = sa.table(
        "agreement_type",
        *(sa.column(name) for name in ("key", "name_en", "name_zh", "name_sort", "place")),
        *(sa.column(name) for name in ("notice_days", "version")),
        sa.column("created_at", MOMENT),
        sa.column("updated_at", MOMENT),
    )
    op.bulk_insert(
        types,
        [
            {
                "key": key,
                "name_en": name_en,
                "name_zh": name_zh,
                "name_sort": name_en.casefold(),
                "place": place,
                "notice_days": 90,
                "version": 1,
                "created_at": moment,
                "updated_at": moment,
            }
            for place, (key, name_en, name_zh) in enumerate(SHIPPED_TYPES)
        ],
    )


def upgrade() -> None:
    op.create_table(
        "agreement_type",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "coalesce(name_en, name_zh) IS NOT NULL", name=op.f("ck_agreement_type_named")
        ),
        sa.CheckConstraint(
            "notice_days BETWEEN 0 AND 3650", name=op.f("ck_agreement_type_notice_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_type")),
        sa.UniqueConstraint("key", name=op.f("uq_agreement_type_key")),
    )
    op.create_index("ix_agreement_type_place", "agreement_type", ["place", "id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("coalesce(name_en, name_zh) IS NOT NULL", name=op.f("ck_contact_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_email", "contact", ["email"], unique=False)
    op.create_index("ix_contact_name_sort", "contact", ["name_sort", "id"], unique=False)
    op.create_index("ix_contact_updated_at", "contact", ["updated_at"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer",
                "editor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_user_account_name_given")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_account_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_index(op.f("ix_user_account_name_sort"), "user_account", ["name_sort"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("title_zh", sa.String(length=200), nullable=True),
        sa.Column("type_id", NUMBER, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("is_open_ended", sa.Boolean(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column(
            "renewal",
            sa.Enum(
                "none",
                "mutual",
                "automatic",
                name="renewal",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "renew",
                "end",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("areas", sa.String(length=300), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("title_sort", SORT_KEY, nullable=False),
        sa.Column("decide_by", sa.Date(), sa.Computed(_decide_by(), persisted=True), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_on IS NULL)", name=op.f("ck_agreement_decided")
        ),
        sa.CheckConstraint(
            "NOT (is_open_ended AND expires_on IS NOT NULL)", name=op.f("ck_agreement_one_end")
        ),
        sa.CheckConstraint(
            "coalesce(title_en, title_zh) IS NOT NULL", name=op.f("ck_agreement_named")
        ),
        sa.CheckConstraint("expires_on > effective_on", name=op.f("ck_agreement_ends_after_start")),
        sa.CheckConstraint("notice_days BETWEEN 0 AND 3650", name=op.f("ck_agreement_notice_days")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_agreement_parent_is_another")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_agreement_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["agreement.id"], name=op.f("fk_agreement_parent_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["agreement_type.id"], name=op.f("fk_agreement_type_id_agreement_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("reference", name=op.f("uq_agreement_reference")),
    )
    op.create_index(
        "ix_agreement_decide_by",
        "agreement",
        ["decide_by", "decision", "is_open_ended"],
        unique=False,
    )
    op.create_index("ix_agreement_effective_on", "agreement", ["effective_on"], unique=False)
    op.create_index(
        "ix_agreement_expires_on",
        "agreement",
        ["expires_on", "is_open_ended", "effective_on"],
        unique=False,
    )
    op.create_index("ix_agreement_owner_id", "agreement", ["owner_id"], unique=False)
    op.create_index(op.f("ix_agreement_parent_id"), "agreement", ["parent_id"], unique=False)
    op.create_index("ix_agreement_renewal", "agreement", ["renewal"], unique=False)
    op.create_index("ix_agreement_signed_on", "agreement", ["signed_on"], unique=False)
    op.create_index("ix_agreement_title_sort", "agreement", ["title_sort", "id"], unique=False)
    op.create_index("ix_agreement_type_id", "agreement", ["type_id", "title_sort"], unique=False)
    op.create_index("ix_agreement_updated_at", "agreement", ["updated_at"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column(
            "act",
            sa.Enum(
                "created",
                "changed",
                "deleted",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("record_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_change_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_at", "change", ["at", "id"], unique=False)
    op.create_index(op.f("ix_change_by_id"), "change", ["by_id"], unique=False)
    op.create_index("ix_change_record", "change", ["record_type", "record_id"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        sa.Column("short_name", sa.String(length=50), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "government",
                "international",
                "hospital",
                "enterprise",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "prospect",
                "active",
                "dormant",
                "closed",
                name="partnerstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("coalesce(name_en, name_zh) IS NOT NULL", name=op.f("ck_partner_named")),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_partner_country_code")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_partner_parent_is_another")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_partner_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["partner.id"], name=op.f("fk_partner_parent_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_index(
        "ix_partner_category", "partner", ["category", "country", "name_sort"], unique=False
    )
    op.create_index("ix_partner_city", "partner", ["city", "name_sort"], unique=False)
    op.create_index("ix_partner_country", "partner", ["country", "name_sort"], unique=False)
    op.create_index("ix_partner_name_zh", "partner", ["name_zh"], unique=False)
    op.create_index("ix_partner_name_sort", "partner", ["name_sort", "id"], unique=False)
    op.create_index("ix_partner_owner_id", "partner", ["owner_id", "name_sort"], unique=False)
    op.create_index(op.f("ix_partner_parent_id"), "partner", ["parent_id"], unique=False)
    op.create_index("ix_partner_status", "partner", ["status", "name_sort"], unique=False)
    op.create_index("ix_partner_updated_at", "partner", ["updated_at"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_view_named")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_saved_view_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("uq_saved_view", "saved_view", ["user_id", "room", "name"], unique=True)

    op.create_table(
        "agreement_party",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("partner_id", NUMBER, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_party_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_agreement_party_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_party")),
    )
    op.create_index(
        "ix_agreement_party_partner_id",
        "agreement_party",
        ["partner_id", "agreement_id"],
        unique=False,
    )
    op.create_index(
        "uq_agreement_party", "agreement_party", ["agreement_id", "partner_id"], unique=True
    )

    op.create_table(
        "contact_position",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("partner_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_contact_position_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_contact_position_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_position")),
    )
    op.create_index(
        "ix_contact_position_contact_id", "contact_position", ["contact_id"], unique=False
    )
    op.create_index(
        "ix_contact_position_department", "contact_position", ["department"], unique=False
    )
    op.create_index(
        "ix_contact_position_partner_id",
        "contact_position",
        ["partner_id", "contact_id"],
        unique=False,
    )
    op.create_index("ix_contact_position_title", "contact_position", ["title"], unique=False)
    op.create_index(
        "uq_contact_position_main",
        "contact_position",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("is_main"),
        postgresql_where=sa.text("is_main"),
    )

    op.create_table(
        "happening",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "visit",
                "call",
                "email",
                "news",
                name="happeningkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("partner_id", NUMBER, nullable=True),
        sa.Column("agreement_id", NUMBER, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_happening_titled")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_happening_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_happening_partner_id_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
    )
    op.create_index(
        "ix_happening_agreement_id", "happening", ["agreement_id", "happened_on"], unique=False
    )
    op.create_index("ix_happening_happened_on", "happening", ["happened_on", "id"], unique=False)
    op.create_index("ix_happening_kind", "happening", ["kind", "happened_on"], unique=False)
    op.create_index(
        "ix_happening_partner_id", "happening", ["partner_id", "happened_on"], unique=False
    )
    op.create_index("ix_happening_title", "happening", ["title"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum(
                "low",
                "normal",
                "high",
                name="priority",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("assignee_id", NUMBER, nullable=True),
        sa.Column("partner_id", NUMBER, nullable=True),
        sa.Column("agreement_id", NUMBER, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_task_titled")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_task_agreement_id_agreement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["user_account.id"], name=op.f("fk_task_assignee_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_task_partner_id_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_agenda", "task", ["assignee_id", "done_at", "due_on"], unique=False)
    op.create_index("ix_task_agreement_id", "task", ["agreement_id"], unique=False)
    op.create_index("ix_task_done_at", "task", ["done_at", "due_on"], unique=False)
    op.create_index("ix_task_due_on", "task", ["due_on"], unique=False)
    op.create_index("ix_task_partner_id", "task", ["partner_id"], unique=False)
    op.create_index("ix_task_priority", "task", ["priority"], unique=False)
    op.create_index("ix_task_title", "task", ["title"], unique=False)
    op.create_index("ix_task_updated_at", "task", ["updated_at"], unique=False)
    _make_search_tables()
    _fill_types()


def downgrade() -> None:
    for record in SEARCHED:
        op.drop_table(f"{record}_search")
    op.drop_index("ix_task_updated_at", table_name="task")
    op.drop_index("ix_task_title", table_name="task")
    op.drop_index("ix_task_priority", table_name="task")
    op.drop_index("ix_task_partner_id", table_name="task")
    op.drop_index("ix_task_due_on", table_name="task")
    op.drop_index("ix_task_done_at", table_name="task")
    op.drop_index("ix_task_agreement_id", table_name="task")
    op.drop_index("ix_task_agenda", table_name="task")

    op.drop_table("task")
    op.drop_index("ix_happening_title", table_name="happening")
    op.drop_index("ix_happening_partner_id", table_name="happening")
    op.drop_index("ix_happening_kind", table_name="happening")
    op.drop_index("ix_happening_happened_on", table_name="happening")
    op.drop_index("ix_happening_agreement_id", table_name="happening")

    op.drop_table("happening")
    op.drop_index(
        "uq_contact_position_main",
        table_name="contact_position",
        sqlite_where=sa.text("is_main"),
        postgresql_where=sa.text("is_main"),
    )
    op.drop_index("ix_contact_position_title", table_name="contact_position")
    op.drop_index("ix_contact_position_partner_id", table_name="contact_position")
    op.drop_index("ix_contact_position_department", table_name="contact_position")
    op.drop_index("ix_contact_position_contact_id", table_name="contact_position")

    op.drop_table("contact_position")
    op.drop_index("uq_agreement_party", table_name="agreement_party")
    op.drop_index("ix_agreement_party_partner_id", table_name="agreement_party")

    op.drop_table("agreement_party")
    op.drop_index("uq_saved_view", table_name="saved_view")

    op.drop_table("saved_view")
    op.drop_index("ix_partner_updated_at", table_name="partner")
    op.drop_index("ix_partner_status", table_name="partner")
    op.drop_index(op.f("ix_partner_parent_id"), table_name="partner")
    op.drop_index("ix_partner_owner_id", table_name="partner")
    op.drop_index("ix_partner_name_zh", table_name="partner")
    op.drop_index("ix_partner_name_sort", table_name="partner")
    op.drop_index("ix_partner_country", table_name="partner")
    op.drop_index("ix_partner_city", table_name="partner")
    op.drop_index("ix_partner_category", table_name="partner")

    op.drop_table("partner")
    op.drop_index("ix_change_record", table_name="change")
    op.drop_index(op.f("ix_change_by_id"), table_name="change")
    op.drop_index("ix_change_at", table_name="change")

    op.drop_table("change")
    op.drop_index("ix_agreement_updated_at", table_name="agreement")
    op.drop_index("ix_agreement_type_id", table_name="agreement")
    op.drop_index("ix_agreement_title_sort", table_name="agreement")
    op.drop_index("ix_agreement_signed_on", table_name="agreement")
    op.drop_index("ix_agreement_renewal", table_name="agreement")
    op.drop_index(op.f("ix_agreement_parent_id"), table_name="agreement")
    op.drop_index("ix_agreement_owner_id", table_name="agreement")
    op.drop_index("ix_agreement_expires_on", table_name="agreement")
    op.drop_index("ix_agreement_effective_on", table_name="agreement")
    op.drop_index("ix_agreement_decide_by", table_name="agreement")

    op.drop_table("agreement")
    op.drop_index(op.f("ix_user_account_name_sort"), table_name="user_account")

    op.drop_table("user_account")
    op.drop_index("ix_contact_updated_at", table_name="contact")
    op.drop_index("ix_contact_name_sort", table_name="contact")
    op.drop_index("ix_contact_email", table_name="contact")

    op.drop_table("contact")
    op.drop_index("ix_agreement_type_place", table_name="agreement_type")

    op.drop_table("agreement_type")

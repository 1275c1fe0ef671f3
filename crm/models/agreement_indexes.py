"""The indexes from which the lists of agreements, the renewals desk and the reports are read."""

from sqlalchemy import Index

from crm.database import downwards, on_postgresql

TERM = ("ends_on", "effective_on", "signed_on", "stage", "closed_on")
"""What says whether an agreement ran in a year, as the indexes of the timeline hold it."""

INDEXES = (
    Index(
        "ix_agreement_title_sort",
        "title_sort",
        "id",
        "stage",
        "ends_on",
        "is_endless",
        "effective_on",
        "closed_on",
    ),
    Index("ix_agreement_type_id", "type_id", "title_sort"),
    Index("ix_agreement_by_type", "type_place", "type_id", "title_sort"),
    Index("ix_agreement_partner_sort", "partner_sort", "title_sort"),
    Index("ix_agreement_title_sort_zh", "title_sort_zh", "id"),
    Index("ix_agreement_partner_sort_zh", "partner_sort_zh", "title_sort_zh"),
    Index("ix_agreement_ends_on", "ends_on", "is_endless", "stage", "effective_on"),
    Index("ix_agreement_value", "value_currency", "value_amount"),
    Index("ix_agreement_effective_on", "effective_on"),
    Index("ix_agreement_signed_on", "signed_on"),
    Index(
        "ix_agreement_decide_by",
        "decide_by",
        "decision",
        "is_endless",
        "stage",
        "link",
        "type_id",
        "renewal",
        "owner_id",
        "review_years",
    ),
    Index(
        "ix_agreement_renews_by_itself",
        "ends_on",
        info={"where": "renewal = 'automatic' AND ends_on IS NOT NULL"},
    ),
    Index(
        "ix_agreement_end_unknown",
        "is_endless",
        "stage",
        "partner_sort",
        "title_sort",
        "id",
        info={"where": "ends_on IS NULL"},
    ),
    Index("ix_agreement_expires_on", "expires_on", "stage", "link", "ends_on"),
    Index("ix_agreement_closed_on", "closed_on", info={"where": "closed_on IS NOT NULL"}),
    Index(
        "ix_agreement_without_place",
        "stage",
        info={"where": "room IS NULL AND cabinet IS NULL AND folder IS NULL"},
    ),
    Index("ix_agreement_decided_on", "decided_on", info={"where": "decided_on IS NOT NULL"}),
    Index("ix_agreement_reviewed_on", "reviewed_on", info={"where": "reviewed_on IS NOT NULL"}),
    Index("ix_agreement_owner_id", "owner_id", "title_sort"),
    Index("ix_agreement_term_by_type", "type_id", *TERM),
    Index("ix_agreement_term_by_category", "partner_category", *TERM),
    Index("ix_agreement_term_by_owner", "owner_id", *TERM),
    Index("ix_agreement_renewal", "renewal", "title_sort"),
    Index("ix_agreement_updated_at", "updated_at"),
    Index("ix_agreement_is_public", "is_public", "title_sort"),
    Index("ix_agreement_planned_until", "planned_until"),
    downwards("ix_agreement_reference_down", "reference"),
    downwards("ix_agreement_partner_down", "partner_sort", "title_sort"),
    downwards("ix_agreement_partner_zh_down", "partner_sort_zh", "title_sort_zh"),
    on_postgresql(
        "ix_agreement_end_unknown_down",
        "is_endless",
        "stage",
        "partner_sort DESC NULLS LAST",
        "title_sort DESC",
        "id DESC",
        where="ends_on IS NULL",
    ),
    downwards("ix_agreement_signed_on_down", "signed_on"),
    downwards("ix_agreement_ends_on_down", "ends_on"),
    downwards("ix_agreement_decide_by_down", "decide_by"),
)

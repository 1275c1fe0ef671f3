"""The lists that can be kept under a name, and where a view of one leads."""

from flask import abort, url_for

ROOMS = (
    "partners",
    "contacts",
    "agreements",
    "tasks",
    "obligations",
    "renewals",
    "unknown_ends",
    "missed_renewals",
    "happenings",
    "proposals",
    "counterparts",
    "duplicates",
    "documents",
    "reviews",
    "history",
    "trash",
    "enquiries",
    "pipeline",
    "failed_logins",
    "search",
)


def address(room: str, query: str | None) -> str:
    """Where the view leads."""
    if room not in ROOMS:
        abort(404)
    return url_for(f"{room}.index") + (f"?{query}" if query else "")

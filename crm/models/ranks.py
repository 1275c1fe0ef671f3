"""In which order stored words stand: that of their enumeration, as the office has them in mind and
as every form and filter offers them, in either language. Their codes would stand by the alphabet.
"""

from typing import Any

from sqlalchemy import ColumnElement, Text, literal_column

from crm.database import Word


def rank_in(kind: type[Word], column: str) -> str:
    """The place of what that column says, as SQL that an index of either engine can have, and that
    PostgreSQL gives back as it was written (a CASE it would not). No word is a part of another."""
    said = column
    for place, word in enumerate(kind):
        said = f"replace({said}, '{word.value}', '{place}')"
    return said


def rank(kind: type[Word], column: Any) -> ColumnElement[str]:
    """The same to sort by: said exactly as the index says it, so that the index is taken."""
    return literal_column(rank_in(kind, f"{column.table.name}.{column.name}"), Text)

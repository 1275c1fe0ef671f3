"""The second process of `words_beside.py`: reads what records are found by, a line a flush, and
answers with their words."""

import json
import sys
from typing import Any

from crm.models.prepared import Searched, as_kept, searched_words


def rows_of(asked: dict[str, list[Any]], *, on_sqlite: bool) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [
            {"id": number, "words": as_kept(searched_words(Searched(*texts)), on_sqlite=on_sqlite)}
            for number, texts in same
        ]
        for table, same in asked.items()
    }


if __name__ == "__main__":
    for line in sys.stdin:
        on_sqlite, asked = json.loads(line)
        rows = rows_of(asked, on_sqlite=on_sqlite)
        sys.stdout.write(f"{json.dumps(rows)}\n")
        sys.stdout.flush()

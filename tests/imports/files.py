"""Files to import, as bytes, and the steps of the one who brings them."""

import csv
import io

from tests.client import Client
from tests.pages import Page


def table(*rows: tuple[str, ...], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def sent(editor: Client, content: bytes, what: str = "partners", kind: str = "csv") -> str:
    """The address of the columns' page of a file that was sent."""
    token = editor.visit(f"/{what}/import").value("csrf_token")
    data = {"csrf_token": token, "file": (io.BytesIO(content), f"{what}.{kind}")}
    answer = editor.post(f"/{what}/import", data=data)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def previewed(
    editor: Client, content: bytes, what: str = "partners", kind: str = "csv", **given: str
) -> tuple[str, Page]:
    """The address of the preview, with its page, when the columns are taken as they were found."""
    columns = sent(editor, content, what, kind)
    answer = editor.fill(columns, **given)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location), editor.visit(answer.location)


def edited(exported: bytes, **cells: str) -> bytes:
    """An export with those cells in its first row, by heading with underscores for blanks."""
    rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"), newline="")))
    for heading, cell in cells.items():
        rows[1][rows[0].index(heading.replace("_", " "))] = cell
    return table(*map(tuple, rows))

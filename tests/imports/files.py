"""Files to import, as bytes, and the steps of the one who brings them."""

import csv
import io

from tests.client import Client
from tests.pages import Page


def table(*rows: tuple[str, ...], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def sent(editor: Client, content: bytes, name: str = "partners.csv") -> str:
    """The address of the columns' page of a file that was sent."""
    token = editor.visit("/partners/import").value("csrf_token")
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    answer = editor.post("/partners/import", data=data)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def previewed(editor: Client, content: bytes) -> tuple[str, Page]:
    """The address of the preview, with its page, when the columns are taken as they were found."""
    columns = sent(editor, content)
    answer = editor.fill(columns)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location), editor.visit(answer.location)

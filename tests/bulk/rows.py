"""The rows of a list as a person ticks them, and the act that comes of it."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import Batch
from tests.client import Client
from tests.pages import Page

ELSEWHERE = {"unknown_ends": "/renewals/unknown", "missed_renewals": "/renewals/missed"}
"""Where those lists are that have not the address of their name."""


def boxes(reader: Client, address: str) -> list[str]:
    """What the boxes of the list's rows say."""
    boxes = reader.visit(address).having("input", type="checkbox")
    return [box.get("value", "") for box in boxes if box.get("name") == "ids"]


def chosen(reader: Client, what: str, *query: tuple[str, str]) -> dict[str, str]:
    """The hidden fields of the page on which the work is chosen."""
    answer = reader.get(f"/{what}/bulk", query_string=list(query))
    page = Page(answer.text, f"/{what}/bulk")
    return {name: page.value(name) for name in ("csrf_token", "chosen", "back", "sheet")}


def ticked(reader: Client, what: str) -> dict[str, str]:
    values = boxes(reader, ELSEWHERE.get(what, f"/{what}"))
    return chosen(reader, what, *(("ids", value) for value in values))


def last_batch() -> Batch:
    return db.session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).one()

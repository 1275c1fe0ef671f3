"""Where the palette goes besides records: the pages, and the forms that start something new."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.models.prepared import asked_words, bare, other_words
from crm.web.access import may_open


class Command(NamedTuple):
    endpoint: str
    label: LazyString
    is_new: bool = False

    @property
    def address(self) -> str:
        return url_for(self.endpoint)


COMMANDS = (
    Command("home.index", _l("Home")),
    Command("partners.index", _l("Partners")),
    Command("contacts.index", _l("Contacts")),
    Command("agreements.index", _l("Agreements")),
    Command("renewals.index", _l("Renewals")),
    Command("tasks.index", _l("Tasks")),
    Command("happenings.index", _l("Happenings")),
    Command("documents.index", _l("Documents")),
    Command("proposals.index", _l("Proposals")),
    Command("reviews.index", _l("Reviews")),
    Command("obligations.index", _l("Obligations")),
    Command("duplicates.index", _l("Likely duplicates")),
    Command("imports.index", _l("Import")),
    Command("history.index", _l("History")),
    Command("trash.index", _l("Trash")),
    Command("settings.index", _l("Settings")),
    Command("keys.index", _l("Keys")),
    Command("help.index", _l("Help")),
    Command("partners.new", _l("New partner"), is_new=True),
    Command("contacts.new", _l("New contact"), is_new=True),
    Command("agreements.new", _l("New agreement"), is_new=True),
    Command("tasks.new", _l("New task"), is_new=True),
    Command("happenings.new", _l("New happening"), is_new=True),
)


def commands(typed: str) -> Sequence[Command]:
    """Those that the person may use and whose label has the words, in any order."""
    words = asked_words(typed)
    return [
        command
        for command in COMMANDS
        if may_open(command.endpoint) and _is_called(str(command.label), words)
    ]


def _is_called(label: str, words: Sequence[str]) -> bool:
    ways = [*bare(label).split(), *other_words(label)]
    return all(any(way.startswith(word) for way in ways) or word in label for word in words)

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

    @property
    def address(self) -> str:
        return url_for(self.endpoint)


COMMANDS = (
    Command("home.index", _l("Home")),
    Command("home.office", _l("The whole office")),
    Command("digests.index", _l("My digest")),
    Command("partners.index", _l("Partners")),
    Command("pipeline.index", _l("Pipeline")),
    Command("contacts.index", _l("Contacts")),
    Command("agreements.index", _l("Agreements")),
    Command("renewals.index", _l("Renewals")),
    Command("unknown_ends.index", _l("End unknown")),
    Command("missed_renewals.index", _l("Ended or renewed without a decision")),
    Command("tasks.index", _l("Tasks")),
    Command("happenings.index", _l("Happenings")),
    Command("documents.index", _l("Documents")),
    Command("reports.index", _l("Reports")),
    Command("proposals.index", _l("Proposals")),
    Command("enquiries.index", _l("Enquiries")),
    Command("counterparts.index", _l("Suggestions of partners")),
    Command("reviews.index", _l("Reviews")),
    Command("obligations.index", _l("Obligations")),
    Command("duplicates.index", _l("Likely duplicates")),
    Command("imports.index", _l("Import")),
    Command("history.index", _l("History")),
    Command("trash.index", _l("Trash")),
    Command("settings.index", _l("Settings")),
    Command("agreement_types.index", _l("Agreement types")),
    Command("units.index", _l("Our units")),
    Command("drafting.index", _l("Templates")),
    Command("mail.index", _l("Mail")),
    Command("backups.index", _l("Backups")),
    Command("failed_logins.index", _l("Failed logins")),
    Command("public.index", _l("Public page")),
    Command("keys.index", _l("Keys")),
    Command("help.index", _l("Help")),
    Command("partners.new", _l("New partner")),
    Command("contacts.new", _l("New contact")),
    Command("agreements.new", _l("New agreement")),
    Command("tasks.new", _l("New task")),
    Command("happenings.new", _l("New happening")),
    Command("agreement_types.new", _l("New agreement type")),
    Command("drafting.new", _l("New template")),
    Command("units.new", _l("New unit")),
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

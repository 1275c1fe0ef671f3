"""The quick entry: one line, and files with it, become an entry of the timeline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from crm.accounts import queries as account_queries
from crm.agreements import queries as agreement_queries
from crm.agreements.picker import find_agreements
from crm.contacts.picker import find_contacts
from crm.database import Base
from crm.documents.actions import add_documents
from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.history.batches import begin
from crm.models import Agreement, Batch, BatchKind, DocumentKind, HappeningKind, Partner
from crm.models.called import is_called
from crm.models.days import said_day, said_days
from crm.partners import queries as partner_queries
from crm.timeline import queries
from crm.timeline.actions import create_happening
from crm.timeline.line import Line, Unclear, read_line
from crm.timeline.naming import Candidate, Match, match, words_of
from crm.web.locale import language, name_of
from crm.web.picks import Pick
from crm.web.words import word

LONGEST_TITLE = 300
SUGGESTED = 8


class About(Frozen):
    """What the page is about on which the line is written: a partner or an agreement."""

    partner_id: int | None = None
    agreement_id: int | None = None

    @property
    def owner(self) -> Partner | Agreement | None:
        """Whose documents files become."""
        if self.agreement_id is not None:
            return agreement_queries.get(self.agreement_id)
        return partner_queries.get(self.partner_id) if self.partner_id is not None else None


class Understood(Frozen):
    """A line as it is kept. What it leaves open: a meeting, today, and with who writes it."""

    line: Line
    about: About
    user_id: int
    day: date

    @property
    def kind(self) -> HappeningKind:
        return self.line.kind or HappeningKind.MEETING

    @property
    def happened_on(self) -> date | None:
        return self.line.day if self.line.has_day else self.day

    @property
    def title(self) -> str:
        return self.line.title or word(self.kind)

    def values(self) -> Values:
        agreements, users = self._numbers("agreement"), self._numbers("user")
        first = self.about.agreement_id or next(iter(agreements), None)
        is_ours = self.kind is not HappeningKind.NEWS
        return {
            "kind": self.kind,
            "happened_on": self.happened_on,
            "ends_on": self.line.ends_on,
            "title": self.title,
            "partner_id": self.about.partner_id,
            "agreement_id": first,
            "agreement_ids": agreements,
            "contact_ids": self._numbers("contact"),
            "user_ids": users or ([self.user_id] if is_ours else []),
        }

    def _numbers(self, kind: str) -> list[int]:
        return [one.number for one in self.line.named if one.kind == kind]

    def said(self) -> list[str]:
        """What was understood, piece by piece, for who wrote it."""
        named = [one.shown for one in self.line.named]
        return [word(self.kind), self._said_day(), *named, self.title]

    def _said_day(self) -> str:
        if self.happened_on is None:
            return _("day unknown")
        if self.line.ends_on is None:
            return said_day(self.happened_on)
        return said_days(self.happened_on, self.line.ends_on)


class Noted(list[Base]):
    """What was made of the line, the act as one, and what was understood; None of a line that
    was empty: then the files alone were filed."""

    def __init__(self, made: Iterable[Base], batch: Batch, understood: Understood | None) -> None:
        super().__init__(made)
        self.batch, self.understood = batch, understood


def understand(text: str, about: About, user_id: int, day: date) -> Understood:
    return Understood(read_line(text, day, _Names(about).find), about, user_id, day)


def problem_of(understood: Understood) -> str | None:
    """Why the line cannot be kept as it stands; None when it can."""
    if understood.line.unclear:
        return " ".join(map(_unclear, understood.line.unclear))
    if len(understood.title) > LONGEST_TITLE:
        return _("Shorten this to %(longest)s characters.", longest=LONGEST_TITLE)
    return None


def note(values: Values, about: About, user_id: int, day: date, at: datetime) -> Noted:
    """Keep the line as an entry, with its files, as one act. Raises Refused for a name that is
    nobody's or not clear, and for an empty line without a file."""
    text, files = values["line"], values["files"]
    if not text and not files:
        raise Refused(_("Write what happened, or choose a file."), "line")
    understood = understand(text, about, user_id, day) if text else None
    if understood is not None and (problem := problem_of(understood)):
        raise Refused(problem, "line")
    title = understood.title if understood else "; ".join(upload.name for upload in files)
    batch = begin(BatchKind.BULK, _("Quick entry: %(title)s", title=title))
    db.session.flush()  # the lines of the history bear its number
    happening = create_happening(understood.values()) if understood else None
    made: list[Base] = [] if happening is None else [happening]
    owner = about.owner
    if files and owner is None:
        raise Refused(_("Say which partner it is about to file documents with it."), "files")
    if files and owner is not None:
        db.session.flush()  # the documents point to it
        papers = {"files": files, "kind": DocumentKind.CORRESPONDENCE}
        number = happening.id if happening is not None else None
        made += add_documents(papers, owner, user_id, at, number)
    return Noted(made[:1], batch, understood)


def suggestions(sign: str, typed: str, about: About) -> Sequence[Pick]:
    """Whom or what the sign may name that goes on like this: those at hand first."""
    names = _Names(about)
    found = [one for one in names.at_hand(sign) if is_called(typed, one.names)][:SUGGESTED]
    if typed.strip() and len(found) < SUGGESTED:
        known = {(one.kind, one.number) for one in found}
        others = names.elsewhere(sign, typed.strip())
        found += [one for one in others if (one.kind, one.number) not in known]
    shown = Counter(one.shown for one in found)
    return [
        Pick(one.number, one.shown if shown[one.shown] == 1 else one.told_apart, one.hint)
        for one in found[:SUGGESTED]
    ]


class _Names:
    """Who may be meant in a line on that page; read once, and only when somebody is named."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.known: dict[str, list[Candidate]] = {}

    def find(self, sign: str, rest: str) -> Match | None:
        """Those at hand first: our people, the partner's people and agreements."""
        if at_hand := match(rest, self.at_hand(sign)):
            return at_hand
        for words in words_of(rest):
            if several := self.elsewhere(sign, words):
                return match(rest, several) or Match(several, len(words))
        return None

    def at_hand(self, sign: str) -> list[Candidate]:
        if sign not in self.known:
            self.known[sign] = self._people() if sign == "@" else self._agreements()
        return self.known[sign]

    def elsewhere(self, sign: str, words: str) -> list[Candidate]:
        """Of the whole office, those who are called so."""
        kind, picks = ("contact", find_contacts) if sign == "@" else ("agreement", find_agreements)
        return [Candidate(kind, one.id, (one.name,), one.name, one.hint) for one in picks(words)]

    def _people(self) -> list[Candidate]:
        known = queries.people_about(self.about.partner_id, self.about.agreement_id, language())
        theirs = [
            Candidate("contact", r.id, (r.name_en, r.name_zh), name_of(r), r.title or "")
            for r in known
        ]
        ours = [
            Candidate("user", row.id, (row.name,), row.name, _("Our school"))
            for row in account_queries.active_people()
        ]
        return [*theirs, *ours]

    def _agreements(self) -> list[Candidate]:
        return [
            Candidate(
                "agreement",
                r.id,
                (r.name_en, r.name_zh, r.reference),
                name_of(r),
                r.reference or "",
            )
            for r in queries.agreements_about(self.about.partner_id, self.about.agreement_id)
        ]


def _unclear(one: Unclear) -> str:
    said = f"{one.sign}{one.said}"
    if one.several:
        names = _("; ").join(candidate.told_apart for candidate in one.several[:5])
        return _("“%(said)s” may be: %(names)s. Write the whole name.", said=said, names=names)
    if one.sign == "@":
        return _(
            "“%(said)s”: nobody is called so. Write the name as it is on file, or leave out the @.",
            said=said,
        )
    return _(
        "“%(said)s”: no agreement is called so. Write its title or reference, or leave out the #.",
        said=said,
    )

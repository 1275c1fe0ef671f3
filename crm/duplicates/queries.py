"""Every SELECT about likely duplicates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sqlalchemy import func, or_, select, tuple_, union

from crm.database import AnyRow, AnySelect
from crm.duplicates.blocking import Blocks
from crm.duplicates.likely import Known, Likely, Register, likely_among
from crm.duplicates.people import Person, person_keys
from crm.duplicates.words import initials, same_words, written_as
from crm.extensions import db, fetch
from crm.models import Contact, DuplicateSearch, LikelyPair, NotTheSame, PairKind, Partner, Position
from crm.models.asked import Part, one_of_them, parts_of
from crm.models.finding import Question, numbers_meeting, told_of_all
from crm.models.prepared import asked_words

AT_ONCE = 1000
"""Partners read from the database together."""

CANDIDATES = 200
"""So many partners that share the words of what is typed are looked at more closely."""

MODELS: Mapping[PairKind, type[Partner] | type[Contact]] = {
    PairKind.PARTNER: Partner,
    PairKind.CONTACT: Contact,
}

FIRST_LETTERS = 4
MOST_WORDS = 8


def of_partners() -> AnySelect:
    """What is compared of partners."""
    return select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.short_name,
        Partner.aliases,
        Partner.country,
        Partner.website,
        Partner.ror,
        Partner.credit_code,
        Partner.isni,
        Partner.parent_id,
    )


def known(row: AnyRow | Partner) -> Known:
    names = (row.name_en, row.name_zh, row.short_name, *(row.aliases or "").splitlines())
    return Known(
        row.id or 0,
        tuple(name for name in names if name),
        row.country,
        row.website,
        tuple(number for number in (row.ror, row.credit_code, row.isni) if number),
        row.parent_id,
    )


_known = lru_cache(maxsize=1024)(known)


def register() -> Register:
    """All partners of the office, in one statement."""
    return Register.of(_all())


def _all() -> Iterator[Known]:
    every = db.session.execute(
        of_partners().order_by(Partner.id).execution_options(yield_per=AT_ONCE)
    )
    for row in every:
        yield known(row)


class Questions(NamedTuple):
    """How many questions there are to the words of search, and what they say."""

    several: int
    said: Mapping[str, str]


NO_QUESTIONS = Questions(0, {})


def questions_about(asked: Known) -> Questions:
    """What partners meet that share all words of one of its names, in either language, by the
    first letters: a slip further on is forgiven."""
    questions = [question for name in asked.names for question in _shared_words(name)]
    said: dict[str, str] = {}
    for place, question in enumerate(questions):
        said |= told_of_all(f"q{place}", question)
    return Questions(len(questions), said)


def likely_for(asked: Known) -> list[Likely]:
    """The partners that may be called so."""
    questions = questions_about(asked)
    if not questions.several:
        return []
    likely = likely_in(asked, fetch(meeting_one_of(questions.several), **questions.said))
    others = different_from(PairKind.PARTNER, asked.number) if likely else ()
    return [pair for pair in likely if pair.second.number not in others]


def likely_in(asked: Known, found: Sequence[AnyRow]) -> list[Likely]:
    """Those of the partners found that may be called so, whatever somebody has said of them."""
    return likely_among(asked, [_known(row) for row in found])


@cache
def meeting_one_of(questions: int) -> AnySelect:
    """The partners that meet one of so many questions, those with the shortest names first."""
    named = (Question.named(f"q{place}") for place in range(questions))
    numbers = union(*(numbers_meeting(Partner, question) for question in named))
    order = (func.length(Partner.name_sort), Partner.id)
    return of_partners().where(Partner.id.in_(numbers)).order_by(*order).limit(CANDIDATES)


def _shared_words(name: str) -> Iterator[list[Part]]:
    """What a partner meets that has all words of the name, and what one does that has its
    initials. All words are asked for at once: of one alone there may be very many. With a single
    letter so many words begin that nothing is found by it."""
    words = same_words(name)[:MOST_WORDS]
    telling = [word for word in words if len(word) > 1] or words
    if shared := [_as_written(word) for word in telling]:
        yield shared
        if short := initials(name):
            yield parts_of(asked_words(short))


@lru_cache(maxsize=4096)
def _as_written(word: str) -> Part:
    """What stands in a name that has the word, in any of the ways to write it."""
    ways = written_as(word, FIRST_LETTERS)
    return one_of_them([parts_of(asked_words(way)) for way in ways])


def people() -> Iterator[Person]:
    """All contacts of the office with the partners where they work, in one statement."""
    columns = (Contact.id, Contact.name_en, Contact.name_zh, Contact.email, Contact.phone)
    every = select(*columns, Position.partner_id)
    every = every.outerjoin(Position, Position.contact_id == Contact.id)
    every = every.order_by(Contact.id, Position.id).execution_options(yield_per=AT_ONCE)
    person: Person | None = None
    for row in db.session.execute(every):
        if person is None or person.number != row.id:
            if person is not None:
                yield person
            names = tuple(name for name in (row.name_en, row.name_zh) if name)
            person = Person(row.id, names, row.email, row.phone)
        if row.partner_id is not None:
            person.partners.append(row.partner_id)
    if person is not None:
        yield person


def people_by_keys() -> Blocks:
    """The numbers of all contacts under what a duplicate could share with them."""
    blocks = Blocks()
    for person in people():
        blocks.add(person.number, person_keys(person))
    return blocks


def different_from(kind: PairKind, number: int) -> set[int]:
    """The records of which somebody has said that they are not the same as this one. Of one that
    has no number yet, 0, nobody has said anything."""
    if not number:
        return set()
    first, second = NotTheSame.first_id, NotTheSame.second_id
    said = select(first, second).where(
        NotTheSame.record_type == kind, or_(first == number, second == number)
    )
    return {one for row in db.session.execute(said) for one in row} - {number}


def all_different(kind: PairKind) -> set[tuple[int, int]]:
    said = select(NotTheSame.first_id, NotTheSame.second_id)
    rows = db.session.execute(said.where(NotTheSame.record_type == kind))
    return {(row.first_id, row.second_id) for row in rows}


def said_of(kind: PairKind, first_id: int, second_id: int) -> NotTheSame | None:
    return db.session.scalar(
        select(NotTheSame).where(
            NotTheSame.record_type == kind,
            NotTheSame.first_id == first_id,
            NotTheSame.second_id == second_id,
        )
    )


def found_pairs(kind: PairKind, pairs: Iterable[tuple[int, int]]) -> Sequence[LikelyPair]:
    """Those of the pairs that wait to be looked at."""
    both = tuple_(LikelyPair.first_id, LikelyPair.second_id)
    waits = (LikelyPair.record_type == kind, both.in_(list(pairs)))
    return db.session.scalars(select(LikelyPair).where(*waits)).all()


def get_different(number: int) -> NotTheSame | None:
    return db.session.get(NotTheSame, number)


def are_there(kind: PairKind, numbers: Iterable[int]) -> bool:
    """Whether records of all those numbers are there."""
    wanted = set(numbers)
    model = MODELS[kind]
    found = select(func.count()).select_from(model).where(model.id.in_(wanted))
    return db.session.scalar(found) == len(wanted)


def those_there(kind: PairKind, numbers: Iterable[int]) -> set[int]:
    """The numbers of which there are records."""
    model = MODELS[kind]
    return set(db.session.scalars(select(model.id).where(model.id.in_(set(numbers)))))


def search_done() -> DuplicateSearch | None:
    """When the base was looked through; None before anybody has."""
    return db.session.get(DuplicateSearch, 1)


def held_search() -> DuplicateSearch:
    """The same, as it is now, kept from others until the transaction is over."""
    held = select(DuplicateSearch).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def number_of_records() -> int:
    """How many partners and contacts there are."""
    counted = (select(func.count()).select_from(m).scalar_subquery() for m in MODELS.values())
    return sum(db.session.execute(select(*counted)).one())

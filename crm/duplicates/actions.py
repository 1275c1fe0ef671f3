"""Looking through the base, and saying of two records that they are not the same. An action
changes the session and never commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, insert, text
from sqlalchemy.orm import Session

from crm.database import Moment, now
from crm.duplicates import queries
from crm.duplicates.likely import Likely
from crm.duplicates.people import LikelyPerson, person_pairs
from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.history.batches import begin
from crm.models import Batch, BatchKind, DuplicateSearch, LikelyPair, NotTheSame, PairKind
from crm.models.history import BY_ID
from crm.models.numbers import hold_writing

_BEGIN = text(
    "INSERT INTO duplicate_search (id, partners, contacts, created_at, updated_at, version)"
    " VALUES (1, 0, 0, :at, :at, 1) ON CONFLICT (id) DO NOTHING"
).bindparams(bindparam("at", type_=Moment()))
"""The one row, whichever of several servers comes first."""

MOST_KEPT = 2000
"""Pairs of a kind that are kept, the likeliest; how many there are in all is told."""

Pair = tuple[PairKind, int, int]

FEW = 3000
"""Partners and contacts that are looked through in half a second: while somebody waits, or in the
process that does what is due."""


class Found(Frozen):
    """What was found, the likeliest first; `seen_at` is when it had been looked through before."""

    pairs: Mapping[PairKind, Sequence[Likely | LikelyPerson]]
    seen_at: datetime | None


def look_through() -> Found:
    """Compare all partners and all contacts; nothing is written yet, so that nobody waits."""
    search = queries.search_done()
    seen_at = search.looked_at if search is not None else None
    partners = _but_different(PairKind.PARTNER, queries.register().pairs())
    contacts = _but_different(PairKind.CONTACT, person_pairs(queries.people()))
    return Found({PairKind.PARTNER: partners, PairKind.CONTACT: contacts}, seen_at)


def _but_different(
    kind: PairKind, pairs: Sequence[Likely | LikelyPerson]
) -> list[Likely | LikelyPerson]:
    said = queries.all_different(kind)
    return [pair for pair in pairs if (pair.first.number, pair.second.number) not in said]


def keep_found(found: Found, moment: datetime) -> bool:
    """Put it in the place of what was found before, unless somebody else has done so since."""
    session = db.session()
    hold_writing(session.connection())
    session.execute(_BEGIN, {"at": now()})
    search = queries.held_search()
    if search.looked_at != found.seen_at:
        return False
    session.execute(delete(LikelyPair))
    for kind, pairs in found.pairs.items():
        _write(session, kind, pairs[:MOST_KEPT])
    search.looked_at = moment
    search.partners = len(found.pairs[PairKind.PARTNER])
    search.contacts = len(found.pairs[PairKind.CONTACT])
    session.flush()
    return True


def _write(session: Session, kind: PairKind, pairs: Sequence[Likely | LikelyPerson]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "record_type": kind,
            "first_id": pair.first.number,
            "second_id": pair.second.number,
            "score": pair.score,
            "whys": ",".join(pair.whys),
            "version": 1,
        }
        for pair in pairs
    ]
    if rows:
        session.execute(insert(LikelyPair), rows)


def ask_for_look(_values: Values, moment: datetime) -> bool:
    """Look through a small base at once; a large one is looked through in the background. Whether
    it was done."""
    if queries.number_of_records() <= FEW:
        keep_found(look_through(), moment)
        return True
    search = queries.search_done()
    if search is None:
        search = DuplicateSearch(id=1)
        db.session.add(search)
    search.asked_at = moment
    return False


def say_different(_values: Values, kind: PairKind, one: int, other: int) -> NotTheSame:
    """Two records are not the same; said twice, it stands there once."""
    first, second = sorted((one, other))
    _say_different(kind, {(first, second)})
    db.session.flush()
    said = queries.said_of(kind, first, second)
    if said is None:
        raise RuntimeError("what was said a moment ago is not there")
    return said


def say_all_different(_values: Values, pairs: Sequence[Pair]) -> Batch:
    """The same of several pairs, as one act. Raises Refused when of one of them a record is gone,
    and when there is none."""
    if not pairs:
        raise Refused(_("Tick the rows it is about."))
    batch = begin(BatchKind.BULK, _("Not the same"))
    db.session.flush()  # the lines bear its number
    for kind in PairKind:
        said = {(min(one, other), max(one, other)) for of, one, other in pairs if of is kind}
        _say_different(kind, said)
    return batch


def _say_different(kind: PairKind, pairs: set[tuple[int, int]]) -> None:
    """In so many statements, however many they are. Said twice, it stands there once."""
    if any(one == other for one, other in pairs):
        raise Refused(_("One of the two is no longer there."))
    if not queries.are_there(kind, {number for pair in pairs for number in pair}):
        raise Refused(_("One of the two is no longer there."))
    for found in queries.found_pairs(kind, pairs):
        db.session.delete(found)
    by_id = db.session.info.get(BY_ID)
    db.session.add_all(
        NotTheSame(record_type=kind, first_id=first, second_id=second, by_id=by_id)
        for first, second in sorted(pairs - queries.all_different(kind))
    )


def take_back(_values: Values, said: NotTheSame) -> NotTheSame:
    """They may be the same after all: they are found again when the base is looked through."""
    db.session.delete(said)
    return said

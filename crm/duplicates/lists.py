"""The likely pairs of the whole base, and those that are not the same, as lists."""

from collections.abc import Mapping
from itertools import combinations

from flask_babel import lazy_gettext as _l

from crm.duplicates import pairs
from crm.duplicates.likely import Why
from crm.duplicates.pairs import Pair
from crm.duplicates.people import PersonWhy
from crm.duplicates.wording import KINDS, said_whys
from crm.models import Contact, LikelyPair, NotTheSame, PairKind, Partner
from crm.web.columns import Column, Sort
from crm.web.filters import Filter, OneWord, Related
from crm.web.listing import Listing
from crm.web.locale import Reader


def _filters(model: Pair) -> tuple[Filter, ...]:
    return (
        OneWord("kind", _l("Kind of record"), model.record_type, KINDS, as_links=True),
        Related("partner", _l("Partner"), pairs.of_record(model, PairKind.PARTNER), Partner),
        Related("contact", _l("Contact"), pairs.of_record(model, PairKind.CONTACT), Contact),
    )


def _columns(model: Pair) -> tuple[Column, ...]:
    return (
        Column(_l("Kind of record"), lambda _: model.record_type, words=lambda _: KINDS),
        Column(_l("Number of the first"), lambda _: model.first_id, width=8),
        Column(
            _l("Name of the first"),
            lambda who: pairs.name_of_side(model, "first", who.language),
            width=40,
        ),
        Column(_l("Number of the second"), lambda _: model.second_id, width=8),
        Column(
            _l("Name of the second"),
            lambda who: pairs.name_of_side(model, "second", who.language),
            width=40,
        ),
    )


def _all_whys(_reader: Reader) -> Mapping[str, str]:
    """What stands in the column, for every choice of reasons."""
    return {
        ",".join(some): said_whys(some)
        for reasons in (Why, PersonWhy)
        for number in range(1, len(reasons) + 1)
        for some in combinations(reasons, number)
    }


likely_list = Listing(
    room="duplicates",
    title=_l("Likely duplicates"),
    model=LikelyPair,
    rows=lambda _reader: pairs.likely_rows(),
    search=lambda typed, _reader: pairs.search(LikelyPair, typed),
    filters=_filters(LikelyPair),
    sorts={"likely": Sort(LikelyPair.score)},
    default_sort="-likely",
    always=lambda _reader: pairs.are_there(LikelyPair),
    columns=(
        *_columns(LikelyPair),
        Column(_l("Why"), lambda _: LikelyPair.whys, words=_all_whys, width=40),
    ),
)

different_list = Listing(
    room="duplicates",
    title=_l("What is not the same"),
    model=NotTheSame,
    rows=lambda _reader: pairs.different_rows(),
    search=lambda typed, _reader: pairs.search(NotTheSame, typed),
    filters=_filters(NotTheSame),
    sorts={"at": Sort(NotTheSame.id)},
    default_sort="-at",
    always=lambda _reader: pairs.are_there(NotTheSame),
    columns=(),
)

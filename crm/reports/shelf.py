"""Which reports there are: the name in the address, what it is about, and its tables."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.frozen import Frozen
from crm.reports import gaps, groups, renewing, students
from crm.reports.groupings import Grouping
from crm.reports.tables import Table
from crm.web.locale import Reader


class Report(Frozen):
    title: LazyString
    about: LazyString
    tables: Callable[[Reader], Sequence[Table]]


def _grouped(grouping: Grouping, title: LazyString, about: LazyString) -> Report:
    return Report(title, about, lambda reader: [groups.whole(grouping, reader)])


REPORTS: Mapping[str, Report] = {
    "category": _grouped(
        Grouping.CATEGORY,
        _l("By partner category"),
        _l("Governments, universities, hospitals and enterprises."),
    ),
    "type": _grouped(
        Grouping.TYPE, _l("By type of agreement"), _l("Which kinds of agreement there are.")
    ),
    "country": _grouped(
        Grouping.COUNTRY, _l("By country or region"), _l("Where the partners are.")
    ),
    "year": _grouped(Grouping.YEAR, _l("By year of signing"), _l("What came when.")),
    "unit": _grouped(
        Grouping.UNIT, _l("By unit"), _l("Which parts of the school the agreements cover.")
    ),
    "person": _grouped(
        Grouping.PERSON, _l("By person responsible"), _l("Who has how much to see to.")
    ),
    "renewals": Report(
        _l("Signed, ended and renewed"),
        _l("What became of agreements year by year, with the renewal rate."),
        lambda reader: [renewing.by_year(renewing.years_until(reader.day), reader)],
    ),
    "decisions": Report(
        _l("Decisions ahead"),
        _l("How many decisions wait, quarter by quarter."),
        lambda reader: [renewing.decisions(reader)],
    ),
    "students": Report(
        _l("Balance of students"),
        _l("How many went and how many came."),
        lambda reader: [students.by_year(reader)],
    ),
    "gaps": Report(
        _l("What is missing"),
        _l("Partners without an agreement, a contact person or news; dates and originals."),
        gaps.whole,
    ),
}

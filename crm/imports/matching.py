"""Which column of a file is which field: by its heading, in either language."""

from collections import Counter
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from crm.imports.fields import NUMBER, VERSION, Subject
from crm.imports.values import in_all_languages, plain_key

NUMBER_LABEL, VERSION_LABEL = _l("Number"), _l("Version")
OWN = ((NUMBER, NUMBER_LABEL, ("id", "序号")), (VERSION, VERSION_LABEL, ()))
"""序号, which is a running number, stands in the exports of older versions."""

LANGUAGES_SAID = {"_en": ("英文", "外文", "english", "en"), "_zh": ("中文", "chinese", "zh", "cn")}
"""How a heading says in which language a name is, by how the field of that language ends."""

Columns = tuple[str, ...]
"""For each column of the file the field that it fills; empty for one that is left out."""


def matched(header: Sequence[str], subject: Subject) -> Columns:
    """What each heading means; the first column of a field is taken.

    Many tables number their rows, and 序号 heads those numbers as it once headed ours: they are
    numbers of records only where the version stands beside them, as in what was exported.
    """
    known, taken, columns = _headings(subject, header), set(), []
    for heading in header:
        name = known.get(plain_key(heading), "")
        columns.append("" if name in taken else name)
        taken.add(name)
    if VERSION not in taken:
        columns = ["" if name == NUMBER else name for name in columns]
    return tuple(columns)


def _headings(subject: Subject, header: Sequence[str]) -> Mapping[str, str]:
    """What each heading means. Several types may have a field of one name: the type that most
    headings fit comes first."""
    known: dict[str, str] = {}
    keys = {plain_key(heading) for heading in header}
    fitting: Counter[tuple[str, int] | None] = Counter(
        item.suits
        for item in subject.fields
        if item.suits is not None and keys & {plain_key(alias) for alias in item.aliases}
    )
    usual = [item for item in subject.fields if item.suits is None]
    own = [item for item in subject.fields if item.suits is not None]
    own.sort(key=lambda item: -fitting[item.suits])
    named = [(item.name, item.label, item.aliases) for item in (*usual, *own)]
    for name, label, aliases in (*OWN, *named):
        for said in (name, *in_all_languages(label), *aliases):
            known.setdefault(plain_key(said), name)
    for key in keys - known.keys():
        if (found := _name_in_a_language(key, known)) is not None:
            known[key] = found
    return known


def _name_in_a_language(key: str, known: Mapping[str, str]) -> str | None:
    """The field of a heading such as 单位名称（英文） and 协议英文名称: it is known for a name in
    either language once the words for the language are taken out."""
    for ending, words in LANGUAGES_SAID.items():
        for word in words:
            before, said, after = key.rpartition(word)
            stem, of_a_language, _rest = known.get(before + after, "").rpartition("_")
            if said and of_a_language and stem + ending in known.values():
                return stem + ending
    return None

"""What CLDR calls countries and regions, by ISO 3166 code.

The names in the languages of the pages lie in a file beside the translations: to read them from
Babel would load all that CLDR knows of a language, 4 MB in every process. `crm/web/countries.py`
writes it, as part of `make messages`.
"""

import json
from collections.abc import Mapping
from functools import cache

from babel import Locale

from crm.config import PACKAGE
from crm.models.names import sort_key

FILE = PACKAGE / "translations" / "countries.json"
LOCALES = {"en": "en", "zh": "zh_Hans"}


@cache
def territories(language: str) -> Mapping[str, str]:
    """The names in that language; those of Babel for a language that the pages do not have."""
    return _kept().get(language) or territories_of_cldr(language)


def territories_of_cldr(locale: str) -> dict[str, str]:
    named = Locale.parse(locale).territories.items()
    return {code: name for code, name in named if len(code) == 2 and code.isalpha()}


@cache
def country_keys(code: str | None) -> tuple[str | None, str | None]:
    """By which the country sorts among others, for who reads English and for who reads Chinese."""
    if code is None:
        return None, None
    english, chinese = (sort_key(territories(language).get(code, code)) for language in LOCALES)
    return english, chinese


@cache
def _kept() -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return kept

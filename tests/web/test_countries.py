"""The names of countries: kept in a file, and still those of CLDR."""

import pytest

from crm.web.countries import LOCALES, territories, territories_of_cldr


@pytest.mark.parametrize("language", LOCALES)
def test_the_kept_names_of_countries_are_those_of_cldr(language: str):
    assert territories(language) == territories_of_cldr(LOCALES[language]), "run `make messages`"


def test_a_language_without_kept_names_has_those_of_cldr():
    assert territories("eo")["NO"] == "Norvegujo"

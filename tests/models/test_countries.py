"""The names of countries: kept in a file, and still those of CLDR."""

import hashlib

import pytest

from crm.models.countries import FILE, LOCALES, territories, territories_of_cldr


@pytest.mark.parametrize("language", LOCALES)
def test_the_kept_names_of_countries_are_those_of_cldr(language: str):
    assert territories(language) == territories_of_cldr(LOCALES[language]), "run `make messages`"


def test_a_language_without_kept_names_has_those_of_cldr():
    assert territories("eo")["NO"] == "Norvegujo"


def test_partners_keep_the_keys_of_the_names_that_countries_have_now():
    names = hashlib.sha256(FILE.read_bytes()).hexdigest()

    assert names.startswith("5cfaace66edd72ee"), "write the keys anew as migration 0055 did"

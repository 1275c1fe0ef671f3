"""Writes the names of countries and regions in the languages of the pages: `python -m
crm.web.countries`, a part of `make messages`."""

import json

from crm.models.countries import FILE, LOCALES, territories_of_cldr

if __name__ == "__main__":
    names = {language: territories_of_cldr(locale) for language, locale in LOCALES.items()}
    FILE.write_text(json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")

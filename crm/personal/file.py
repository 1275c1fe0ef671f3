"""All that is held on a person as one file: a ZIP with a page to read and the same as JSON."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import render_template

from crm.personal.person import Held
from crm.personal.sections import sections_of
from crm.web.locale import local_time, name_of


def write_file(held: Held, moment: datetime) -> bytes:
    """The ZIP file, in the reader's language."""
    sections = sections_of(held)
    name = name_of(held.person)
    page = render_template("personal/held.html", name=name, made=moment, sections=sections)
    told = {
        "name": name,
        "made_at": moment,
        "sections": [
            {
                "title": section.title,
                "rows": [dict(zip(section.headings, row, strict=True)) for row in section.rows],
            }
            for section in sections
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("held.html", page)
        archive.writestr("held.json", _json_of(told))
    return buffer.getvalue()


def _json_of(told: Mapping[str, Any]) -> str:
    def kept(day: date | datetime) -> str:
        if isinstance(day, datetime):
            return local_time(day).isoformat(timespec="seconds")
        return day.isoformat()

    return json.dumps(told, ensure_ascii=False, indent=1, default=kept)

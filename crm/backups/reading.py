"""Looks through a backup before anything is touched: is it one, is it whole, is it not too new?"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crm.backups.archive import BLOCK, DOCUMENTS, FORMAT, MANIFEST, SECRET
from crm.errors import Refused
from crm.frozen import Frozen
from crm.operations.schema import known_revisions

LARGEST_MANIFEST = 100_000_000
"""Bytes: some 150 for each document."""

_MEMBER = re.compile(r"data/[a-z_]+\.jsonl|documents/[0-9a-f]{64}|settings/secret")


class Backup(Frozen):
    """A backup that can be opened, with its manifest."""

    archive: zipfile.ZipFile
    manifest: Mapping[str, Any]

    @property
    def revision(self) -> str:
        return str(self.manifest["revision"])

    @property
    def members(self) -> Mapping[str, Mapping[str, Any]]:
        found: Mapping[str, Mapping[str, Any]] = self.manifest["members"]
        return found

    @property
    def tables(self) -> Mapping[str, int]:
        """How many rows each table has."""
        found: Mapping[str, int] = self.manifest["rows"]
        return found

    @property
    def documents(self) -> list[str]:
        """The digests of the documents."""
        return [n.removeprefix(DOCUMENTS) for n in self.members if n.startswith(DOCUMENTS)]

    @property
    def damaged(self) -> list[str]:
        """The digests of those that were damaged when it was made; older versions did not look."""
        found: list[str] = self.manifest.get("damaged", [])
        return found

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        with self.archive.open(f"data/{table}.jsonl") as lines:
            for line in lines:
                yield json.loads(line)

    def blocks(self, member: str) -> Iterator[bytes]:
        with self.archive.open(member) as source:
            while block := source.read(BLOCK):
                yield block

    @property
    def secret(self) -> bytes | None:
        return self.archive.read(SECRET) if SECRET in self.members else None


def open_backup(file: Path) -> Backup:
    """Raises Refused for a file that is no backup, or one of a newer version."""
    try:
        archive = zipfile.ZipFile(file)
        is_bomb = archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST
        manifest = None if is_bomb else json.loads(archive.read(MANIFEST))
    except FileNotFoundError as error:
        raise Refused(f"{file} is not there.") from error
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Refused(f"{file} is not a backup of this product.") from error
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise Refused(f"{file} is not a backup of this product.")
    if manifest["format"] == FORMAT and not _is_sound(manifest):
        raise Refused("The backup is damaged: what it says of itself lacks something.")
    if manifest["format"] != FORMAT or manifest["revision"] not in known_revisions():
        raise Refused(f"{file} is of a newer version: install that version first.")
    return Backup(archive, manifest)


def _is_sound(manifest: dict[str, Any]) -> bool:
    """Whether it says all that a manifest of this format says."""
    members, rows = manifest.get("members"), manifest.get("rows")
    return (
        isinstance(manifest.get("revision"), str)
        and isinstance(members, dict)
        and all(_says_what_it_is(noted) for noted in members.values())
        and isinstance(rows, dict)
        and all(type(number) is int for number in rows.values())
    )


def _says_what_it_is(noted: object) -> bool:
    return (
        isinstance(noted, dict)
        and type(noted.get("size")) is int
        and isinstance(noted.get("sha256"), str)
    )


def check_whole(backup: Backup) -> Iterator[str]:
    """Each member as it was written: its name when it is. Raises Refused for the first that is
    not, or for one that does not belong there."""
    expected, seen = {*backup.members, MANIFEST}, set[str]()
    for info in backup.archive.infolist():
        if info.filename not in expected or (
            info.filename != MANIFEST and not _MEMBER.fullmatch(info.filename)
        ):
            raise Refused(f"The backup has a member {info.filename!r} that does not belong there.")
        if info.filename in seen:
            raise Refused(f"The backup has {info.filename} twice, which none of ours has.")
        seen.add(info.filename)
    for name, noted in backup.members.items():
        _check(backup, name, noted)
        yield name


def _check(backup: Backup, name: str, noted: Mapping[str, Any]) -> None:
    said, size = hashlib.sha256(), 0
    try:
        for block in backup.blocks(name):
            said.update(block)
            size += len(block)
            if size > noted["size"]:
                break
    except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Refused(f"The backup is damaged: {name} cannot be read. Use another one.") from error
    if size != noted["size"] or said.hexdigest() != noted["sha256"]:
        raise Refused(f"The backup is damaged: {name} is not as it was written. Use another one.")

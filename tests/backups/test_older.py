"""A backup of an older version comes back into this one."""

import base64
import hashlib
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Engine, MetaData, create_engine, insert, select

from crm.backups.archive import MANIFEST, Office
from crm.backups.reading import check_whole, open_backup
from crm.backups.restoring import restore
from crm.config import shipped
from crm.extensions import db
from crm.models import AgreementType, Partner
from crm.operations.schema import needed_revision, stored_revision
from crm.operations.upgrade import alembic_config

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
REVISIONS = sorted(f.name[:4] for f in (shipped("migrations") / "versions").glob("[0-9]*.py"))
SOME = (REVISIONS[0], "0019", REVISIONS[-2])
"""Whether each of them upgrades is tried with the upgrades."""


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def old_database(folder: Path, revision: str) -> Engine:
    """An office of that version, with a partner."""
    engine = create_engine(f"sqlite:///{folder / 'old.sqlite'}")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        tables = MetaData()
        tables.reflect(bind=connection)
        times = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1}
        row = {"id": 7, "name_en": "Oslo", "name_sort": "oslo", "category": "hospital"}
        row |= {"status": "active", "country": "NO"}
        connection.execute(insert(tables.tables["partner"]), row | times)
    return engine


def old_backup(folder: Path, revision: str) -> Path:
    engine = old_database(folder, revision)
    tables = MetaData()
    tables.reflect(bind=engine)
    members, rows = {}, {}
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            if "_search" in table.name or table.name == "alembic_version":
                continue
            found = connection.execute(select(*table.columns)).mappings().all()
            lines = [json.dumps({k: _json(v) for k, v in row.items()}) for row in found]
            members[f"data/{table.name}.jsonl"] = "".join(f"{line}\n" for line in lines).encode()
            rows[table.name] = len(found)
    engine.dispose()
    noted = {
        name: {"sha256": hashlib.sha256(octets).hexdigest(), "size": len(octets)}
        for name, octets in members.items()
    }
    manifest = {"format": 1, "revision": revision, "rows": rows, "members": noted}
    file = folder / f"{revision}.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
        archive.writestr(MANIFEST, json.dumps(manifest | {"made_at": MOMENT.isoformat()}))
    return file


@pytest.mark.parametrize("revision", SOME)
def test_a_backup_of_an_older_version_comes_back(app: Flask, tmp_path: Path, revision: str):
    backup = open_backup(old_backup(tmp_path, revision))
    list(check_whole(backup))
    place = REVISIONS.index(revision)
    db.session.remove()

    restore(Office(db.engine, tmp_path), backup, MOMENT + timedelta(minutes=place))

    partner = db.session.scalars(select(Partner)).one()
    assert (partner.id, partner.name_en, partner.country) == (7, "Oslo", "NO")
    assert db.session.scalars(select(AgreementType.key).where(AgreementType.key == "mou")).one()
    with db.engine.connect() as connection:
        assert stored_revision(connection) == needed_revision()

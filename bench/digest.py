"""How long one run of the digests takes: made for twenty people, and handed to a mail server."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from crm.config import Settings
from crm.digests.making import make_due_digests
from crm.extensions import db
from crm.factory import create_app
from crm.mail.outbox import send_waiting
from crm.models import Rhythm, Role, User
from tests.mail.post_office import open_post_office

PEOPLE = 20
MORNING = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def digest_run(instance: Path) -> float:
    """Seconds of a run over the office in that folder. Raises RuntimeError when a letter is
    missing."""
    with open_post_office() as office:
        given = {
            "CRM_INSTANCE_PATH": str(instance),
            "CRM_SECRET_KEY": "bench",
            "CRM_MAIL_URL": office.address(),
            "CRM_BASE_URL": "https://crm.example.org/",
        }
        app = create_app(Settings.from_environment(given))
        with app.app_context():
            _share_out()
            begun = time.perf_counter()
            made = make_due_digests(MORNING, app.config)
            sent = send_waiting(MORNING, app.config["MAIL"])
            seconds = time.perf_counter() - begun
            db.session.remove()
            db.engine.dispose()
    if made != PEOPLE or sent != PEOPLE:
        raise RuntimeError(f"digests: {made} made and {sent} sent of {PEOPLE}")
    return seconds


def _share_out() -> None:
    """All agreements and tasks to the people, each of whom wants the digest every day."""
    first = db.session.get_one(User, 1)
    first.digest = Rhythm.DAILY
    for number in range(1, PEOPLE):
        person = User(email=f"p{number}@example.org", role=Role.EDITOR, digest=Rhythm.DAILY)
        person.rename(f"Person {number}")
        db.session.add(person)
    db.session.commit()
    for table, column in (("agreement", "owner_id"), ("task", "assignee_id")):
        db.session.execute(text(f"UPDATE {table} SET {column} = 1 + id % {PEOPLE}"))
    db.session.commit()

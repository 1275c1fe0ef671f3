"""What is due is done job by job: each on its own, whatever becomes of the others."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, select, text

from crm.extensions import db
from crm.models import Partner
from crm.operations.remind import Job, remind
from tests import factories

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_job_that_fails_leaves_the_others_done(app: Flask):
    def fail(_moment: datetime) -> int:
        factories.partner()
        db.session.execute(text("SELECT nothing FROM nowhere"))
        return 1

    def work(_moment: datetime) -> int:
        factories.partner()
        db.session.commit()
        return 1

    outcomes = remind(app, NOON, (Job("failed", fail), Job("worked", work)))

    failed, worked = outcomes
    assert "nowhere" in str(failed.fault)
    assert (worked.done, worked.fault) == (1, None)
    assert db.session.scalar(select(func.count()).select_from(Partner)) == 1


def test_a_job_is_told_the_time_on_the_office_clock(app: Flask):
    told = []

    remind(app, NOON, (Job("asked", lambda moment: told.append(moment) or 1),))

    assert told == [NOON]

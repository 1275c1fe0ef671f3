"""What the tests of playbooks have in common: a type with a playbook, its agreements and tasks."""

from datetime import date, timedelta

from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, AgreementType, Anchor, Task
from crm.playbooks import schedule
from tests import factories
from tests.conftest import DAY


def away(days: int) -> date:
    return DAY + timedelta(days=days)


def type_with_playbook(**given: object) -> AgreementType:
    """After the signing, before the decision and before the end there is one thing to do each."""
    kind = factories.agreement_type(**given)
    factories.playbook_step(kind, "File the original", anchor=Anchor.SIGNING, days=14)
    factories.playbook_step(kind, "Hear the dean", anchor=Anchor.DECIDE_BY, days=60)
    factories.playbook_step(kind, "Tell the units", anchor=Anchor.END, days=30)
    return kind


def signed(kind: AgreementType | None = None, day: date = DAY, **given: object) -> Agreement:
    """Signed on the day of the tests, to be decided on in 200 days, and ending in 290."""
    made = factories.agreement(
        type_id=(kind or type_with_playbook()).id,
        **{"signed_on": DAY, "expires_on": away(290), "notice_days": 90} | given,
    )
    schedule.catch_up(day)
    db.session.commit()
    return made


def change(agreement: Agreement, day: date = DAY, **given: object) -> None:
    """Change it as an action does, which lets its tasks follow."""
    agreement.assign(given)
    schedule.catch_up(day)
    db.session.commit()


def tasks() -> list[Task]:
    return list(db.session.scalars(select(Task).order_by(Task.due_on, Task.id)))


def titles() -> list[str]:
    return [task.title for task in tasks()]


def days() -> dict[str, date | None]:
    """On which day each task is due, by its title; there are no two of one title."""
    found = {task.title: task.due_on for task in tasks()}
    assert len(found) == len(tasks())
    return found


def task(title: str) -> Task:
    return next(one for one in tasks() if one.title == title)

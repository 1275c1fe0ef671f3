"""What can be done to an obligation. An action changes the session and never commits."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Agreement, Obligation, Partner, TrashItem
from crm.obligations import queries, schedule
from crm.trash.actions import move_to_trash


def create_obligation(values: Values, agreement: Agreement, day: date) -> Obligation:
    """Note what was promised; its first task is made when its time has come."""
    obligation = Obligation(agreement=agreement)
    _apply(obligation, values)
    db.session.add(obligation)
    schedule.begin(obligation, day)
    db.session.flush()  # the tasks need its number
    schedule.make_tasks(obligation, day)
    return obligation


def update_obligation(values: Values, obligation: Obligation, day: date) -> Obligation:
    """Its open tasks follow, as far as nobody has changed them by hand."""
    before, pending = schedule.plan_of(obligation), queries.open_tasks(obligation.id)
    settled = schedule.settled_before(obligation, pending)
    with db.session.no_autoflush:
        _apply(obligation, values)
    if obligation.ended_on is None:
        schedule.follow(obligation, before, pending, settled)
        schedule.make_tasks(obligation, day)
    return obligation


def end_obligation(_values: Values, obligation: Obligation, day: date) -> Obligation:
    """Nothing is owed any more: no new tasks, and open ones go unless somebody changed them."""
    obligation.ended_on = day
    schedule.drop(queries.open_tasks(obligation.id))
    obligation.upcoming_on = obligation.next_on = None
    return obligation


def resume_obligation(_values: Values, obligation: Obligation, day: date) -> Obligation:
    """It is owed again, from that day on."""
    obligation.ended_on = None
    schedule.begin(obligation, day)
    latest, upcoming = queries.latest_with_task(obligation.id), obligation.upcoming_on
    if latest is not None and upcoming is not None and upcoming <= latest:
        obligation.upcoming_on = obligation.next_after(latest)
    schedule.make_tasks(obligation, day)
    return obligation


def delete_obligation(_values: Values, obligation: Obligation) -> TrashItem:
    """Its open tasks go with it unless somebody changed them; what is done stays."""
    return move_to_trash({}, obligation)


def _apply(obligation: Obligation, values: Values) -> None:
    obligation.assign(values)
    partner_id = obligation.partner_id
    obligation.partner = db.session.get(Partner, partner_id) if partner_id else None
    for refusal in problems({name: getattr(obligation, name) for name in _TOGETHER}):
        raise refusal
    if obligation.amount is None:
        obligation.currency = None


def problems(values: Values) -> Iterator[Refused]:
    """What is refused of a promise since one thing that is said of it does not fit another."""
    due_on, ends_on = values["due_on"], values["ends_on"]
    if values["every_months"] is None and ends_on is not None:
        yield Refused(_("What is owed once needs no last day."), "ends_on")
    elif ends_on is not None and due_on is not None and ends_on < due_on:
        yield Refused(_("Give a day that is not before the first due date."), "ends_on")
    if values["amount"] is not None and values["currency"] is None:
        yield Refused(_("Choose the currency."), "currency")


_TOGETHER = ("due_on", "every_months", "ends_on", "amount", "currency")


def follow_task(obligation_id: int | None, day: date) -> None:
    """One of its tasks was done, reopened or taken out: look again at what comes next."""
    if obligation_id is None:
        return
    db.session.flush()  # the questions below see what has become of the task
    obligation = queries.get(obligation_id)
    if obligation is not None:
        schedule.make_tasks(obligation, day)

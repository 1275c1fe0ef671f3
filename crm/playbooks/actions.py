"""What administrators do to playbooks. An action changes the session and never commits."""

from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import AgreementType, PlaybookStep, StepRole, TrashItem
from crm.playbooks import queries, schedule
from crm.playbooks.preview import Preview, fingerprint
from crm.seeing import seeing_all
from crm.trash.actions import move_to_trash


def save_step(values: Values, step: PlaybookStep) -> PlaybookStep:
    """It holds for agreements that are signed from now on; `apply_playbook` is for those that run.

    Raises Refused when the playbook has the same step already.
    """
    with db.session.no_autoflush:
        others = [other for other in queries.steps_of(step.type_id) if other is not step]
    step.assign(values)
    if step.role is not StepRole.PERSON:
        step.person_id = None
    elif step.person_id is None:
        raise Refused(_("Choose the person."), "person_id")
    if not step.titles:
        raise Refused(_("Say what has to be done in English or in Chinese."), "title_en")
    for name in ("title_en", "title_zh"):
        title = getattr(step, name)
        if title and any(getattr(other, name) == title for other in others):
            raise Refused(_("The playbook has a step of this name."), name)
    db.session.add(step)
    return step


def delete_step(_values: Values, step: PlaybookStep) -> TrashItem:
    """Its tasks stay until the playbook is applied to what runs."""
    return move_to_trash({}, step)


def apply_playbook(_values: Values, kind: AgreementType, seen: str, day: date) -> Preview:
    """Let the tasks of all running agreements of the type be as the playbook has them, of those
    too that the person may not know of; what was done is told of the others alone.

    Raises Refused when it is no longer the playbook that was `seen`.
    """
    steps = queries.steps_of(kind.id)
    if fingerprint(steps) != seen:
        raise Refused(_("The playbook was changed meanwhile. Look again at what would change."))
    chunks = queries.running_chunks(kind.id, day, schedule.CHUNK)
    return _apply(kind, steps, day, {number for numbers in chunks for number in numbers})


@seeing_all()
def _apply(
    kind: AgreementType, steps: Sequence[PlaybookStep], day: date, seen: Collection[int]
) -> Preview:
    done = Preview()
    for numbers in queries.running_chunks(kind.id, day, schedule.CHUNK):
        for move in schedule.moves(schedule.claim_all(numbers, day), day, steps):
            if move.course.id in seen:
                done.count(move)
            schedule.carry_out(move)
        db.session.flush()
    return done

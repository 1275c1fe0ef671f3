"""The two things that are done with a file that waits: look what it would change, and change it."""

from dataclasses import asdict, replace

from flask_babel import gettext as _

from crm.errors import Refused
from crm.extensions import db
from crm.history.queries import last_digest
from crm.imports.actions import (
    Imported,
    Order,
    bring_in,
    check_truth,
    is_still_true,
    make_plan,
)
from crm.imports.fields import Moment
from crm.imports.planned import Asked, Verdict
from crm.imports.preview import Preview
from crm.imports.subjects import subject_of
from crm.imports.waiting import Waiting, is_done
from crm.models.history import hold_chain
from crm.progress import Progress, nobody
from crm.web.locale import language


def plan(kept: Waiting, asked: Asked, progress: Progress = nobody) -> Waiting:
    """The file with what would become of its rows, in the reader's language. What was chosen stays
    as long as the same is asked."""
    preview = Preview(kept.table(), subject_of(kept.what), asked)
    fresh = replace(kept, plan_name=kept.fresh_plan())
    planned = make_plan(preview, fresh.plan_file, progress)
    choices = kept.choices if asked == kept.asked else {}
    return fresh.keep(asked=asked, plan=planned, language=language(), choices=choices)


def carry_out(kept: Waiting, moment: Moment, progress: Progress = nobody) -> Imported | None:
    """Write what the preview said; None when another click on the same button has done it. Raises
    Refused when it is no longer the truth, also when somebody saves while that is looked at."""
    if kept.asked is None or kept.plan is None:
        raise Refused(_("Look at the preview first."))
    if is_done(kept):
        return None
    subject = subject_of(kept.what)
    preview, looked_at = Preview(kept.table(), subject, kept.asked), last_digest()
    check_truth(preview, kept.plan, progress)
    hold_chain(db.session())
    if last_digest() != looked_at:
        check_truth(preview, kept.plan)
    order = Order(subject, kept.file_name, kept.plan, kept.plan_file, moment, kept.choices)
    return bring_in(order, progress)


def note_done(kept: Waiting, imported: Imported | None) -> None:
    if imported is not None:
        kept.keep_done(asdict(imported))


def rows_of(kept: Waiting) -> int:
    """How many rows are gone through to carry the plan out: once to write, and before that once to
    check, when something was changed since."""
    if kept.plan is None:
        return 0
    written = kept.plan.total - kept.plan.counts.get(Verdict.UNCHANGED, 0)
    return written if is_still_true(kept.plan) else kept.plan.total + written

"""The next step of a review, as a button: on its page, its agreement's and the renewals desk."""

from flask import request
from flask_babel import gettext as _

from crm.frozen import Frozen
from crm.models import Renewal, ReviewStage


class NextStep(Frozen):
    """Where the button leads; `is_post` says that it is sent, not followed."""

    label: str
    address: str
    is_post: bool = False


def next_step(
    agreement_id: int,
    review_id: int | None,
    stage: ReviewStage | None,
    successor_id: int | None = None,
    renewal: Renewal | None = None,
) -> NextStep | None:
    """What comes next for an agreement with that open review, or with none; None once it is
    closed, or when it is to be renewed and does so by itself."""
    agreement = f"{request.script_root}/agreements/{agreement_id}"
    if review_id is None or stage is None:
        return NextStep(_("Start review"), f"{agreement}/review", is_post=True)
    review = f"{request.script_root}/reviews/{review_id}"
    if stage is ReviewStage.NEGOTIATING and successor_id is not None:
        successor = f"{request.script_root}/agreements/{successor_id}"
        return NextStep(_("Open the successor draft"), successor)
    if stage is ReviewStage.NEGOTIATING and renewal is Renewal.AUTOMATIC:
        return None
    steps = {
        ReviewStage.TO_DO: NextStep(_("Evaluate"), f"{review}/evaluate"),
        ReviewStage.EVALUATING: NextStep(_("Finish the evaluation"), f"{review}/evaluate"),
        ReviewStage.DECIDING: NextStep(_("Decide"), f"{review}#decision"),
        ReviewStage.NEGOTIATING: NextStep(
            _("Create successor"), f"{review}/successor", is_post=True
        ),
    }
    return steps.get(stage)

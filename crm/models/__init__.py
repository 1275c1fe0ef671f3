"""All models and their words, so that one import completes every mapper."""

from crm.models import history, search  # they listen to every session
from crm.models.agreement import Agreement, Decision, Party, Renewal, Standing
from crm.models.agreement_type import AgreementType
from crm.models.change import Act, Change
from crm.models.contact import Contact, Position
from crm.models.happening import Happening, HappeningKind
from crm.models.names import display_name, other_name
from crm.models.partner import Category, Partner, PartnerStatus
from crm.models.saved_view import SavedView
from crm.models.task import Priority, Task
from crm.models.user import Role, User

__all__ = [
    "Act",
    "Agreement",
    "AgreementType",
    "Category",
    "Change",
    "Contact",
    "Decision",
    "Happening",
    "HappeningKind",
    "Partner",
    "PartnerStatus",
    "Party",
    "Position",
    "Priority",
    "Renewal",
    "Role",
    "SavedView",
    "Standing",
    "Task",
    "User",
    "display_name",
    "other_name",
]

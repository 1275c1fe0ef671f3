"""What may be typed about the public page."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from crm.web.fields import notes_field, text_field
from crm.web.forms import Form, Group
from crm.web.reached import e_mail

MARKDOWN = _l(
    "An empty line begins a paragraph. **bold**, *italic*, [a link](https://example.org), "
    "and “- ” before each line of a list."
)
LONGEST = 10_000


class PublicPageForm(Form):
    """The texts in both languages; what is empty in one is taken from the other."""

    is_on = BooleanField(_l("Switched on: everybody can read it, without an account"))
    title_en = text_field(_l("Title in English"), 200)
    title_zh = text_field(_l("Title in Chinese"), 200)
    office_en = text_field(_l("Name of the office in English"), 200)
    office_zh = text_field(_l("Name of the office in Chinese"), 200)
    intro_en = notes_field(_l("Introduction in English"), LONGEST, description=MARKDOWN)
    intro_zh = notes_field(_l("Introduction in Chinese"), LONGEST)
    government_en = notes_field(_l("In English"), LONGEST)
    government_zh = notes_field(_l("In Chinese"), LONGEST)
    international_en = notes_field(_l("In English"), LONGEST)
    international_zh = notes_field(_l("In Chinese"), LONGEST)
    hospital_en = notes_field(_l("In English"), LONGEST)
    hospital_zh = notes_field(_l("In Chinese"), LONGEST)
    enterprise_en = notes_field(_l("In English"), LONGEST)
    enterprise_zh = notes_field(_l("In Chinese"), LONGEST)
    invitation_en = notes_field(_l("Invitation in English"), LONGEST)
    invitation_zh = notes_field(_l("Invitation in Chinese"), LONGEST)
    consent_en = notes_field(
        _l("What they agree to, in English"),
        LONGEST,
        description=_l(
            "Whoever sends an enquiry agrees to this. Left empty, it says that the office keeps "
            "what was sent to answer it, gives it to nobody else, and deletes it when asked to."
        ),
    )
    consent_zh = notes_field(_l("What they agree to, in Chinese"), LONGEST)
    address_en = text_field(_l("Address in English"), 300)
    address_zh = text_field(_l("Address in Chinese"), 300)
    phone = text_field(_l("Phone"), 60, description=_l("With the code of the country."))
    email = text_field(_l("E-mail"), 254)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Public page"), ("is_on",)),
        (
            _l("Heading"),
            ("title_en", "title_zh", "office_en", "office_zh", "intro_en", "intro_zh"),
        ),
        (_l("Government cooperation"), ("government_en", "government_zh")),
        (_l("International cooperation"), ("international_en", "international_zh")),
        (_l("Hospital cooperation"), ("hospital_en", "hospital_zh")),
        (_l("Enterprise cooperation"), ("enterprise_en", "enterprise_zh")),
        (_l("Enquiries"), ("consent_en", "consent_zh")),
        (
            _l("Contact us"),
            ("invitation_en", "invitation_zh", "address_en", "address_zh", "phone", "email"),
        ),
    )

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)

    def validate_is_on(self, field: Any) -> None:
        if field.data and not (self.title_en.data or self.title_zh.data):
            raise ValidationError(_("Give it a title before you switch it on."))

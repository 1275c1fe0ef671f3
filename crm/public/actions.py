"""What can be done to the public page. An action changes the session and never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import PublicPage


def save_page(values: Values, page: PublicPage) -> PublicPage:
    page.assign(values)
    db.session.add(page)
    return page

"""The extensions, unbound; `create_app` binds them."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from crm.database import Base

db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    # A request's session ends with it: nothing saved has to be read again for the redirect.
    session_options={"expire_on_commit": False},
)
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()

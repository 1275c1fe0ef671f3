"""The extensions, unbound; `create_app` binds them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import CompoundSelect

from crm.database import AnyRow, AnySelect, Base
from crm.seeing import seeing_all


class BookKeeping(Session):
    """A session whose own books, as the history, the sort keys and the words of search, are kept
    of all records, whoever it acts for."""

    @seeing_all()
    def flush(self, objects: Sequence[Any] | None = None) -> None:
        super().flush(objects)

    @seeing_all()
    def commit(self) -> None:
        super().commit()


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    # A request's session ends with it: nothing saved has to be read again for the redirect.
    session_options={"class_": BookKeeping, "expire_on_commit": False},
)

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()


PLANNED_ONCE = "planned once"
"""The bind with connections that keep the plan of a statement: of PostgreSQL alone."""


def fetch_by_one_plan(statement: AnySelect, **values: Any) -> Sequence[AnyRow]:
    """The rows of a statement that is sent often and has one good plan, of what is committed."""
    engine = db.engines.get(PLANNED_ONCE)
    if engine is None:
        return fetch(statement, **values)
    with engine.connect() as connection:
        return connection.execute(statement, values).all()


def fetch(
    statement: AnySelect | CompoundSelect[*tuple[Any, ...]], **values: Any
) -> Sequence[AnyRow]:
    """The rows of a statement that selects columns; what the session changed is written first.

    Past the ORM, which takes as long as SQLite does to find that there is nothing to load.
    """
    session = db.session()
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values).all()

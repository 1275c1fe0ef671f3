"""What stops a command and is no fault of ours: the database, the disk, a right that is missing."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from crm.errors import Refused


@contextmanager
def told_in_a_line() -> Iterator[None]:
    """Raises Refused for it: a person can mend it, and a traceback would hide what it is."""
    try:
        yield
    except (IntegrityError, StaleDataError) as error:
        raise Refused("Somebody else has changed the same at this moment. Try again.") from error
    except DBAPIError as error:
        if not _is_of_the_machine(error):
            raise
        raise Refused(f"The database cannot be used: {_first_line(error)}.") from error
    except OSError as error:
        # click knows what to do where nobody reads any more.
        if error.strerror is None or error.errno == errno.EPIPE:
            raise
        where = f"{error.filename}: " if error.filename is not None else ""
        raise Refused(f"{where}{error.strerror}") from error


def _is_of_the_machine(error: DBAPIError) -> bool:
    """And not of a statement of ours: it cannot be reached or opened, is locked, full or broken."""
    is_broken = type(error) is DatabaseError  # SQLite: no database, or one that is damaged
    return isinstance(error, OperationalError) or is_broken or error.statement is None


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0].rstrip(".")

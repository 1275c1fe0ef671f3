"""What stops a command and is no fault of ours: the database, the disk, a right that is missing."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from crm.connections import sqlite_code
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
        said = f"The database cannot be used: {_first_line(error)}.{_way(error)}"
        raise Refused(said) from error
    except OSError as error:
        # click knows what to do where nobody reads any more.
        if error.strerror is None or error.errno == errno.EPIPE:
            raise
        where = f"{error.filename}: " if error.filename is not None else ""
        raise Refused(f"{where}{error.strerror}") from error


RESTORE = (
    "End the server, copy the instance folder to a safe place, and bring the newest backup back:"
    " `crm restore FILE`."
)

WAYS: Mapping[int | None, str] = {
    sqlite3.SQLITE_CORRUPT: RESTORE,
    sqlite3.SQLITE_NOTADB: RESTORE,
    sqlite3.SQLITE_FULL: "Make room on the disk.",
    sqlite3.SQLITE_IOERR: "See whether the disk is full, or broken.",
    sqlite3.SQLITE_CANTOPEN: "See whether its folder is there, and may be written to.",
    sqlite3.SQLITE_READONLY: "Give its folder and all in it to the user that runs the office.",
}
"""What somebody may do about it, by what SQLite calls it."""

NO_RIGHT = "42501"
"""What PostgreSQL calls it that the office's user may not do that."""


def _way(error: DBAPIError) -> str:
    """The way out as a sentence, after a blank; nothing where the reason says it."""
    if _is_without_right(error):
        return " Make the office's user the owner of it."
    way = WAYS.get(sqlite_code(error))
    return f" {way}" if way else ""


def _is_without_right(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == NO_RIGHT


def _is_of_the_machine(error: DBAPIError) -> bool:
    """And not of a statement of ours: it cannot be reached or opened, is locked, full or broken."""
    is_broken = type(error) is DatabaseError  # SQLite: no database, or one that is damaged
    is_kept_out = error.statement is None or _is_without_right(error)
    return isinstance(error, OperationalError) or is_broken or is_kept_out


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0].rstrip(".")

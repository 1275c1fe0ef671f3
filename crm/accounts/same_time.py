"""Whether a password is right, in the same time for every address: also for one that is nobody's,
and while some accounts have still a digest of an older kind."""

from crm.accounts import queries
from crm.accounts.actions import renew_digest
from crm.models import User
from crm.models.password_digest import is_of, is_old, nobodys


def is_theirs(user: User | None, password: str) -> bool:
    """Who has been invited and has no password yet is nobody, too: no answer is quicker."""
    digest = user.password_hash if user is not None else ""
    is_right = is_of(password, digest or nobodys())
    if queries.are_there_old_digests():
        # Those take longer: whoever has none does the work of one besides, and the other way round.
        is_of(password, nobodys(old=not digest or not is_old(digest)))
    return is_right and bool(digest)


def keep_up(user: User, password: str) -> None:
    """The password was right: its digest is as those of today from now on."""
    if is_old(user.password_hash):
        renew_digest(user, password)

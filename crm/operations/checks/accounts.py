"""Does the secret open what was sealed with it?"""

from collections.abc import Iterator

from sqlalchemy import select

from crm.accounts.sealing import opened
from crm.extensions import db
from crm.models import Authenticator
from crm.operations.checks.run import Run


def second_factors(_run: Run) -> Iterator[str]:
    """Whoever has an app for codes can come in by it."""
    kept = db.session.execute(select(Authenticator.user_id, Authenticator.secret))
    closed = sum(opened(user_id, sealed) is None for user_id, sealed in kept)
    if closed:
        yield (
            f"{closed} of the apps for codes were set up under another secret, so that no code of"
            " theirs is taken. Bring that one back from a backup (settings/secret in the ZIP file),"
            " or name it in CRM_OLD_SECRET_KEYS; links that were given out need it as well."
        )

"""`crm check` without its command."""

from crm.extensions import db
from crm.operations.check import CHECKS
from crm.operations.checks import database
from crm.operations.checks.run import Run


def found_wrong(*, mends: bool = False, tables: bool = False) -> list[str]:
    """What the checks say is wrong. That of the tables takes a second, and is left out unless it
    is asked for."""
    run = Run(mends, lambda _label, items, _number: items)
    checks = [check for check in CHECKS if tables or check.problems is not database.tables]
    problems = [problem for check in checks for problem in check.problems(run)]
    db.session.rollback()
    return problems

"""`crm user add`: an account from the shell."""

import sys

import click
from email_validator import EmailNotValidError, validate_email

from crm.accounts.actions import create_user
from crm.commands.app import office
from crm.errors import Refused
from crm.extensions import db
from crm.models import Role
from crm.models.user import SHORTEST_PASSWORD


@click.group()
def user() -> None:
    """People who may log in."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", help="The person's name; the part before the @ when not given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, role: str, name: str | None, password_stdin: bool) -> None:
    """Add the account EMAIL."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused(f"{email}: {error}") from error
    password = _password(password_stdin)
    with office():
        account = create_user(
            {
                "email": address,
                "name": name or address.partition("@")[0],
                "role": Role(role),
                "is_active": True,
                "password": password,
            }
        )
        db.session.commit()
        click.echo(f"{account.email} may log in as {account.role.value}.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not SHORTEST_PASSWORD <= len(password) <= 128:
        raise Refused(f"The password needs {SHORTEST_PASSWORD} to 128 characters.")
    return password

"""`crm user`: accounts from the shell, also when nobody can come in by the pages any more."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from wtforms.validators import StopValidation

from crm.accounts import letters, links, queries, sign_on
from crm.accounts.actions import change_account, create_user, end_sessions, set_password
from crm.accounts.factors import take_off
from crm.accounts.provider import Somebody
from crm.commands.app import office
from crm.database import now
from crm.errors import Refused
from crm.extensions import db
from crm.models import Role, User
from crm.models.identity import LONGEST_SUBJECT
from crm.models.token import new_token
from crm.models.unseen import or_none
from crm.models.user import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD
from crm.web.fields import storable_text

ROLE = click.Choice([role.value for role in Role])


class Text(click.ParamType[str]):
    """What a database can keep: bytes that are no letters come from a shell as half ones."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(f"{value!a} is no text in UTF-8.", param, ctx)
        return value


TEXT = Text()


@click.group()
def user() -> None:
    """People who may log in."""


@user.command("list")
def list_people() -> None:
    """Say who may log in, as what, and when each came in last (UTC)."""
    with office():
        for person in queries.everybody():
            state = "may log in" if person.is_active else "may not log in"
            seen = person.last_seen_at
            last = f"{seen:%Y-%m-%d %H:%M}" if seen is not None else "never"
            click.echo(f"{person.email}\t{person.role.value}\t{state}\t{last}\t{person.name}")


@user.command()
@click.argument("email", type=TEXT)
@click.option("--role", type=ROLE, required=True)
@click.option("--name", type=TEXT, help="The person's name; the part before the @ when not given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--link", "by_link", is_flag=True, help="Print a link to choose the password by.")
def add(email: str, role: str, name: str | None, password_stdin: bool, by_link: bool) -> None:
    """Add the account EMAIL."""
    try:
        normal = validate_email(email, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise Refused(f"{email}: {error}") from error
    values = {
        "email": normal,
        "role": Role(role),
        "is_active": True,
        "password": None if by_link else _password(password_stdin),
    }
    with office():
        named = normal.partition("@")[0] if name is None else _name(name)
        account = create_user(values | {"name": named})
        db.session.flush()
        address = _link(account) if by_link else None
        db.session.commit()
        click.echo(f"{account.email} may log in as {account.role.value}.")
        if address is not None:
            click.echo(address)


def _name(given: str) -> str:
    """As a page keeps it. Raises Refused for one that a page refuses."""
    try:
        storable_text(given)
    except StopValidation as error:
        raise Refused(str(error)) from error
    name = or_none(given)
    if name is None:
        raise Refused("The name shows nothing.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name has {len(name)} characters; {LONGEST_NAME} are kept.")
    return name


@user.command()
@click.argument("email", type=TEXT)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(email: str, password_stdin: bool) -> None:
    """Set another password for EMAIL, which ends all logins of theirs."""
    typed = _password(password_stdin)
    with _changing(email) as person:
        set_password({"password": typed}, person)
        links.end_links(person, now())
    click.echo(f"{person.email} has another password, and has to log in again everywhere.")


@user.command()
@click.argument("email", type=TEXT)
def link(email: str) -> None:
    """Print a link by which EMAIL chooses a password, once."""
    with _changing(email) as person:
        address = _link(person)
    click.echo(address)


@user.command()
@click.argument("email", type=TEXT)
@click.argument("role", type=ROLE)
def role(email: str, role: str) -> None:
    """Let EMAIL be a viewer, editor or admin from now on."""
    with _changing(email) as person:
        change_account(person, role=Role(role))
    click.echo(f"{person.email} is {person.role.value} now.")


@user.command()
@click.argument("email", type=TEXT)
def deactivate(email: str) -> None:
    """Keep EMAIL out, at once."""
    with _changing(email) as person:
        change_account(person, is_active=False)
    click.echo(f"{person.email} may not log in any more.")


@user.command()
@click.argument("email", type=TEXT)
def activate(email: str) -> None:
    """Let EMAIL log in again."""
    with _changing(email) as person:
        change_account(person, is_active=True)
    click.echo(f"{person.email} may log in as {person.role.value}.")


@user.command("end-sessions")
@click.argument("email", type=TEXT)
def end_all_sessions(email: str) -> None:
    """Log EMAIL out everywhere."""
    with _changing(email) as person:
        end_sessions({}, person.id)
    click.echo(f"{person.email} has to log in again everywhere.")


@contextmanager
def _changing(email: str) -> Iterator[User]:
    """The account of that address, whose changes are saved after the block. Raises Refused when
    there is none."""
    with office():
        person = queries.with_email(email)
        if person is None:
            raise Refused(f"{email}: there is no such account; `crm user list` names all.")
        yield person
        db.session.commit()


def _link(person: User) -> str:
    token = new_token()
    links.make_link({}, person, token, now())
    site = letters.site_of(person, current_app.config)
    return letters.link_address(site, token)


@user.command()
@click.argument("email", type=TEXT)
@click.option("--remove", is_flag=True, help="Take it off.")
def factor(email: str, *, remove: bool) -> None:
    """The second factor of the account EMAIL, for when it is lost and no administrator is left."""
    with _changing(email) as person:
        if not person.has_factor:
            raise Refused(f"{person.email} has no second factor.")
        if not remove:
            raise Refused(f"{person.email} has a second factor; --remove takes it off.")
        take_off({}, person)
    click.echo(f"{person.email} comes in by the password alone; all logins have ended.")


@user.command()
@click.argument("email", type=TEXT)
@click.argument("subject", type=TEXT)
def connect(email: str, subject: str) -> None:
    """Let whom the identity provider calls SUBJECT (`sub`) log in as EMAIL."""
    with _changing(email) as person:
        provider = current_app.config["SIGN_ON"]
        if provider is None:
            raise Refused("CRM_OIDC_ISSUER: there is no identity provider to connect with.")
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise Refused(f"{subject[:40]}: a subject has 1 to {LONGEST_SUBJECT} characters.")
        sign_on.connect(Somebody(subject, None, "", None), provider, person)
    click.echo(f"{person.email} may log in as {subject} of {provider.issuer}.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        typed = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    if not SHORTEST_PASSWORD <= len(typed) <= LONGEST_PASSWORD:
        raise Refused(f"The password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    return typed

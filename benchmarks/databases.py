"""A database of its own for one benchmark, on a server that syncs to the disk."""

import os
import sys
import tempfile

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from services import postgres
from services.server import running


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """Give the address of an empty database; none if there is no such server."""
    with tempfile.TemporaryDirectory(prefix="hilfe-bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite://{folder / 'db.sqlite3'}"
            return
        with _server(folder / "server") as server:
            if server is None:
                yield None
                return
            with _new_database(server) as address:
                yield address


@contextmanager
def _server(folder: Path) -> Iterator[str | None]:
    address = os.environ.get(postgres.VARIABLE, postgres.STANDARD_ADDRESS)
    if postgres.answers(address):
        yield address
        return
    folder.mkdir()
    with running(postgres.plan(folder, "fsync=on")) as private:
        yield private


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    name = f"hilfe_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit"):
            (value,) = connection.execute(f"SHOW {setting}").fetchone()
            if value != "on":
                raise SystemExit(f"PostgreSQL has {setting}={value}; nothing to learn")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

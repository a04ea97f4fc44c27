"""Ways for a real database to fail while an offer is sent."""

import contextlib
import socket
import threading

from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.db.utils import load_backend


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextlib.contextmanager
def other_settings(**changes: Any) -> Iterator[None]:
    """Use the same database by way of a new connection with changed settings."""
    usual = connections["default"]
    settings = {**usual.settings_dict, **changes}
    backend = load_backend(settings["ENGINE"])
    connections["default"] = backend.DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Let no table grow any more.

    SQLite gets no page beyond those it has, and those are filled. On PostgreSQL, where
    nobody can fill the disk of everybody, the server itself raises what it would.
    """
    fill = _fill_sqlite if connection.vendor == "sqlite" else _raise_on_insert
    with fill():
        yield


@contextlib.contextmanager
def _fill_sqlite() -> Iterator[None]:
    sql("CREATE TABLE filler (stuff BLOB)")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()

    def limit(**_: Any) -> None:
        # The limit belongs to a connection, and a full disk to all of them.
        sql(f"PRAGMA max_page_count = {pages}")

    limit()
    connection_created.connect(limit)
    with contextlib.suppress(OperationalError):
        while True:
            sql("INSERT INTO filler VALUES (zeroblob(4000))")
    try:
        yield
    finally:
        connection_created.disconnect(limit)
        sql("PRAGMA max_page_count = 1000000")
        sql("DROP TABLE filler")


@contextlib.contextmanager
def _raise_on_insert() -> Iterator[None]:
    with on_insert("RAISE EXCEPTION 'disk full' USING ERRCODE = '53100';"):
        yield


@contextlib.contextmanager
def on_insert(body: str, when: str = "BEFORE") -> Iterator[None]:
    """Run PL/pgSQL in the server whenever an offer is written."""
    sql(
        "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NEW; END $$"
    )
    sql(
        f"CREATE TRIGGER trouble {when} INSERT ON hilfe_ukraine_helpoffer "
        "FOR EACH ROW EXECUTE FUNCTION trouble()"
    )
    try:
        yield
    finally:
        sql("DROP FUNCTION trouble CASCADE")


class CommitCutter:
    """A proxy before PostgreSQL that drops the line when COMMIT is answered.

    The server has committed, and the application never hears of it (F14).
    """

    def __init__(self, host: str, port: int) -> None:
        self.target, self.cuts, self.broken = (host, port), True, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                server = socket.create_connection(self.target)
                ends = {"client": client, "server": server, "committing": False}
                for name in ("client", "server"):
                    run = threading.Thread(target=self._pump, args=(ends, name))
                    run.daemon = True
                    run.start()

    def _pump(self, ends: dict[str, Any], source: str) -> None:
        target = ends["server" if source == "client" else "client"]
        with contextlib.suppress(OSError):
            while data := ends[source].recv(65536):
                if source == "client" and self.cuts and b"COMMIT" in data:
                    ends["committing"] = True
                if source == "server" and ends["committing"]:
                    self.broken += 1
                    break
                target.sendall(data)
        for name in ("client", "server"):
            with contextlib.suppress(OSError):
                ends[name].shutdown(socket.SHUT_RDWR)

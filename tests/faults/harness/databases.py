"""Private databases that a test may restart, fill up, and restore from a backup."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import uuid

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from scripts.services import postgres
from scripts.services.processes import as_other_user
from scripts.services.server import Server

from .inside import VARIABLE
from .portal import SETTINGS
from .processes import REPOSITORY
from .starting import NotInstalled, new_folder, started


_OFFERS = "hilfe_ukraine_helpoffer"
_MEGABYTE = 1 << 20


def _build(database: str, folder: Path) -> None:
    """Make the tables and the page, once; tests work on copies."""
    for name in ("children", "traps"):
        (folder / name).mkdir(exist_ok=True)
    ordered = (
        f'{{"folder": "{folder}", "database": "{database}", "smtp_port": 1, '
        '"base_url": "http://127.0.0.1", "queue": "none"}'
    )
    subprocess.run(
        [sys.executable, "-m", "tests.faults.harness.inside.build"],
        cwd=REPOSITORY,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            VARIABLE: ordered,
        },
        check=True,
        capture_output=True,
    )


class SQLite:
    """No server; the same questions all the same."""

    name = "SQLite"

    def __init__(self) -> None:
        self.folder = new_folder("sqlite")
        self._template = self.folder / "template.sqlite3"
        _build(f"sqlite://{self._template}", self.folder)

    def database(self, folder: Path) -> str:
        """Return the address of a new copy, in this folder."""
        path = folder / "db.sqlite3"
        _copy(self._template, path)
        return f"sqlite://{path}"

    def back_up(self, address: str) -> str:
        """Copy the database while nobody uses it; returns where."""
        backup = f"{urlsplit(address).path}.backup"
        _copy(urlsplit(address).path, backup)
        return backup

    def restore(self, address: str, backup: str) -> None:
        """Put the copy in place of the database."""
        for ending in ("", "-wal", "-shm"):
            Path(urlsplit(address).path + ending).unlink(missing_ok=True)
        _copy(backup, urlsplit(address).path)

    @contextmanager
    def full_disk(self, address: str) -> Iterator[dict[str, Any]]:
        """No page more than there are; gives the order for a process that feels it."""
        with closing(sqlite3.connect(urlsplit(address).path)) as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
        yield {"pragma": f"PRAGMA max_page_count={pages};"}

    def logs(self) -> list[Path]:
        return []

    def stop(self) -> None:
        shutil.rmtree(self.folder.parent, ignore_errors=True)


def _copy(source: Path | str, target: Path | str) -> None:
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


class Postgres(Server):
    """The portal is an ordinary user, so limits hold for it and not for the test."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        found = postgres.plan(new_folder("postgres"), "max_connections=40")
        if found is None:
            raise NotInstalled("PostgreSQL")
        super().__init__(found)
        started(self, self.name)
        self._do("CREATE ROLE portal LOGIN")
        self._do("CREATE DATABASE template OWNER portal")
        build = self.folder / "build"
        build.mkdir()
        _build(self._address("template"), build)

    def database(self, folder: Path) -> str:
        """Return the address of a new copy."""
        name = f"faults_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template OWNER portal")
        return self._address(name)

    def back_up(self, address: str) -> str:
        """Copy the database while nobody uses it; returns the name of the copy."""
        name = address.rpartition("/")[2]
        self._do(f"CREATE DATABASE {name}_backup TEMPLATE {name} OWNER portal")
        return f"{name}_backup"

    def restore(self, address: str, backup: str) -> None:
        """Put the copy in place of the database."""
        name = address.rpartition("/")[2]
        self._do(f"DROP DATABASE {name} WITH (FORCE)")
        self._do(f"CREATE DATABASE {name} TEMPLATE {backup} OWNER portal")

    def _address(self, name: str, user: str = "portal") -> str:
        place = self.address.rpartition("@")[2].partition("/")[0]
        return f"postgres://{user}@{place}/{name}"

    def _do(self, sql: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as database:
            database.execute(sql)

    def as_superuser(self, address: str) -> psycopg.Connection:
        """A connection to the same database that no limit keeps out."""
        name = address.rpartition("/")[2]
        return psycopg.connect(self._address(name, "postgres"), autocommit=True)

    @property
    def postmaster(self) -> int:
        text = (self.folder / "data" / "postmaster.pid").read_text()
        return int(text.splitlines()[0])

    def restart_at_once(self) -> None:
        """``pg_ctl restart -m immediate``: no goodbye, and recovery from the log."""
        os.kill(self.postmaster, signal.SIGQUIT)
        self._process.wait(20)
        started(self, self.name)

    @contextmanager
    def full_disk(self, address: str) -> Iterator[dict[str, Any]]:
        """No file may grow beyond one megabyte, which the table of offers has."""
        with self.as_superuser(address) as connection:
            size = _fill(connection)
        # New server processes have it from their parent. The server's log goes on: it
        # is written in segments of one megabyte.
        self._limit_files(str(size))
        try:
            yield {}
        finally:
            self._limit_files("unlimited")

    def _limit_files(self, size: str) -> None:
        command = ["prlimit", "--pid", str(self.postmaster), f"--fsize={size}:"]
        # Only its own user may do that, and may lift it again.
        subprocess.run(as_other_user(command, self.folder), check=True)

    def logs(self) -> list[Path]:
        return [self.folder / "output.log"]


def _fill(connection: psycopg.Connection) -> int:
    """Copy an offer until the table has a megabyte; returns its size in bytes."""
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND column_name != 'id'",
        [_OFFERS],
    ).fetchall()
    own = {
        "uuid": "gen_random_uuid()",
        "submission_token": "gen_random_uuid()",
        "reference": "lpad(number::text, 8, '0')",
    }
    names = [name for (name,) in columns]
    values = ", ".join(own.get(name, name) for name in names)
    copy = (
        f"INSERT INTO {_OFFERS} ({', '.join(names)}) SELECT {values} FROM "
        f"(SELECT * FROM {_OFFERS} ORDER BY id LIMIT 1) one, "
        "generate_series(%s::int, %s::int) AS number"
    )
    size, number = 0, 0
    while size < _MEGABYTE:
        connection.execute(copy, [number, number + 99])
        number += 100
        [size] = connection.execute(f"SELECT pg_relation_size('{_OFFERS}')").fetchone()
    return size

"""PostgreSQL for the tests; the user must be allowed to create databases."""

import subprocess

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .processes import as_other_user, binary, free_port, running


NAME = "PostgreSQL"
VARIABLE = "HILFE_TEST_POSTGRES"
STANDARD_ADDRESS = "postgres://postgres@127.0.0.1:5432/postgres"
FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


def answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


@contextmanager
def private(folder: Path, *, durable: bool = False) -> Iterator[str | None]:
    """A new, empty server; ``durable`` if what it commits must reach the disk.

    Its data is thrown away, so for tests it need not.
    """
    initdb, server = binary("initdb", *FOLDERS), binary("postgres", *FOLDERS)
    if initdb is None or server is None:
        yield None
        return
    data, port = str(folder / "data"), free_port()
    address = f"postgres://postgres@127.0.0.1:{port}/postgres"
    create = [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    create = as_other_user([*create, "--locale=C.UTF-8", "--no-sync"], folder)
    subprocess.run(create, cwd=folder, check=True, capture_output=True)
    fsync = f"fsync={'on' if durable else 'off'}"
    options = ["-c", "listen_addresses=127.0.0.1", "-c", fsync]
    command = [server, "-D", data, "-p", str(port), "-k", str(folder), *options]
    command = as_other_user(command, folder)
    with running(command, lambda: answers(address), folder) as works:
        yield address if works else None

"""PostgreSQL for the tests; the user must be allowed to create databases."""

import subprocess

from pathlib import Path

import psycopg

from .processes import as_other_user, binary, free_port
from .server import Plan


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


def plan(folder: Path, *options: str) -> Plan | None:
    """A new, empty server. Its data is thrown away, so it need not reach the disk."""
    initdb, server = binary("initdb", *FOLDERS), binary("postgres", *FOLDERS)
    if initdb is None or server is None:
        return None
    data, port = str(folder / "data"), free_port()
    create = [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    create += ["--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]
    subprocess.run(
        as_other_user(create, folder), cwd=folder, check=True, capture_output=True
    )
    command = [server, "-D", data, "-p", str(port), "-k", str(folder)]
    for option in ("listen_addresses=127.0.0.1", "fsync=off", *options):
        command += ["-c", option]
    return Plan(
        command=as_other_user(command, folder),
        address=f"postgres://postgres@127.0.0.1:{port}/postgres",
        folder=folder,
        answers=answers,
    )

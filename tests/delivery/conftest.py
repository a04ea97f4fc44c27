"""A database that several threads can use at once."""

import sqlite3

import pytest

from django.db import connection, connections
from django.db.utils import load_backend


@pytest.fixture
def file_database(transactional_db, tmp_path):
    """On SQLite, move the test database from memory to a file; else do nothing.

    Threads cannot share a database in memory without table locks that a real one does
    not have. Rows made before are in the file, too.
    """
    if connection.vendor != "sqlite":
        yield
        return
    in_memory = connections["default"]
    path = tmp_path / "db.sqlite3"
    in_memory.ensure_connection()
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    name = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = str(path)
    settings = {**in_memory.settings_dict, "NAME": str(path)}
    backend = load_backend(settings["ENGINE"])
    connections["default"] = backend.DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"]["NAME"] = name
        connections["default"] = in_memory

"""Looking at the whole database from outside: rows, contents, statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def _tables() -> list[str]:
    return [
        name
        for name in connection.introspection.table_names()
        if "fts" not in name and not name.startswith("sqlite_")
    ]


def row_counts(*, besides: tuple[str, ...] = ()) -> dict[str, int]:
    """Return how many rows each table has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in _tables():
            if table not in besides:
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT COUNT(*) FROM {name}")
                counts[table] = cursor.fetchone()[0]
    return counts


def everything_stored() -> str:
    """Return every value of every table as the database has it."""
    values = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(values)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL of the block, without what only brackets transactions."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield found
    found += [
        query["sql"]
        for query in context.captured_queries
        if not query["sql"].upper().startswith(_TRANSACTION)
    ]

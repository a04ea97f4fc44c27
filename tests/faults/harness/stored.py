"""Looking into the portal's database from outside, without its models."""

import sqlite3

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import psycopg


_DELIVERIES = """
SELECT d.message_id, d.kind, d.state, d.possible_duplicate, o.reference, b.key,
       d.lease_no, d.last_code, COUNT(a.id),
       SUM(CASE WHEN a.late THEN 1 ELSE 0 END)
FROM hilfe_ukraine_delivery d
LEFT JOIN hilfe_ukraine_helpoffer o ON o.id = d.offer_id
LEFT JOIN hilfe_ukraine_responsiblebody b ON b.id = d.body_id
LEFT JOIN hilfe_ukraine_attempt a ON a.delivery_id = d.id
GROUP BY d.id, o.reference, b.key ORDER BY d.id
"""

UNDER_WAY = ("ready", "inflight")
#: A person sees these on a work list.
ON_A_LIST = ("dead", "held", "bounced")


@dataclass(frozen=True)
class Row:
    """One delivery, and how many tries it has had."""

    message_id: str
    kind: str
    state: str
    possible_duplicate: bool
    reference: str | None
    body: str | None
    lease_no: int
    last_code: str
    attempts: int
    late: int


def with_earlier(rows: list[Row], earlier: list[Row]) -> list[Row]:
    """Add the tries that a database had seen before its backup took its place.

    What only the earlier one had is kept too, if it says that the offer is erased.
    """
    seen = {row.message_id: row.attempts for row in earlier}
    known = {row.message_id for row in rows}
    gone = [row for row in earlier if row.message_id not in known]
    return [
        replace(row, attempts=row.attempts + seen.get(row.message_id, 0))
        for row in rows
    ] + [row for row in gone if row.kind == "erased"]


class Stored:
    """One connection per question, so that a restart of the server does no harm."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite:")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple]:
        """Ask with ``%s`` for values."""
        if self.is_sqlite:
            path = urlsplit(self.address).path
            with closing(sqlite3.connect(path, timeout=30)) as database:
                return database.execute(sql.replace("%s", "?"), values).fetchall()
        with psycopg.connect(self.address, connect_timeout=5) as database:
            return database.execute(sql, values or None).fetchall()

    @contextmanager
    def while_nobody_writes(self) -> Iterator[None]:
        """Freeze a process inside: on SQLite, one that writes would stop all others."""
        if not self.is_sqlite:
            yield
            return
        path = urlsplit(self.address).path
        with closing(sqlite3.connect(path, timeout=30)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.rollback()

    def deliveries(self) -> list[Row]:
        return [Row(*row) for row in self.rows(_DELIVERIES)]

    def references(self) -> set[str]:
        return {
            row[0] for row in self.rows("SELECT reference FROM hilfe_ukraine_helpoffer")
        }

    def number(self, *states: str) -> int:
        """How many deliveries are in these states."""
        marks = ", ".join(f"'{state}'" for state in states)
        sql = f"SELECT COUNT(*) FROM hilfe_ukraine_delivery WHERE state IN ({marks})"
        return self.rows(sql)[0][0]

    @staticmethod
    def moment(value: Any) -> float:
        """Seconds since 1970 of what a column of times holds."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value).replace(tzinfo=UTC)
        return value.timestamp()

    def captcha(self, key: str) -> str:
        """What a person would read in the picture."""
        sql = "SELECT response FROM captcha_captchastore WHERE hashkey = %s"
        found = self.rows(sql, [key])
        return found[0][0] if found else ""

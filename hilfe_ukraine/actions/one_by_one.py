"""Doing the same to many rows, so that one bad row does not hold up the others."""

import logging

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import connection


logger = logging.getLogger(__name__)

Row = TypeVar("Row")


def one_by_one(rows: Iterable[Row], act: Callable[[Row], object], *, what: str) -> int:
    """Call ``act`` for each row; returns for how many it said it did something.

    ``act`` makes a transaction of its own. An error is logged with the row's id and
    its kind, and the next row comes.
    """
    return sum(_try(row, act, what) for row in rows)


def _try(row: Row, act: Callable[[Row], object], what: str) -> bool:
    try:
        return bool(act(row))
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        # Not the text: a database error repeats values, and those name people.
        logger.error("%s %s: %s", what, row, type(error).__name__)
        if not connection.in_atomic_block:
            connection.close()
        return False

"""Doing the same to many rows, so that one bad row does not hold up the others."""

import logging
import uuid

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

from hilfe_ukraine.domain.errors import ForbiddenTransition


logger = logging.getLogger(__name__)

_BATCH = 100

Row = TypeVar("Row", int, uuid.UUID)
T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """With how many rows it was done, and how many did not allow it any more."""

    number: int
    refused: int


def to_each(rows: Iterable[T], act: Callable[[T], object]) -> Done:
    """Call ``act`` for each row that a person selected, and count.

    ``act`` makes a transaction of its own; a row for which it raises
    ``ForbiddenTransition`` has changed meanwhile and holds up none of the others.
    """
    number = refused = 0
    for row in rows:
        try:
            act(row)
        except ForbiddenTransition:
            refused += 1
        else:
            number += 1
    return Done(number, refused)


def one_by_one(rows: Iterable[Row], act: Callable[[Row], object], *, what: str) -> int:
    """Call ``act`` for each row; returns for how many it said it did something.

    ``rows`` are ids, since they are logged. ``act`` makes a transaction of its own. An
    error is logged with the row's id and its kind, and the next row comes.
    """
    return sum(_try(row, act, what) for row in rows)


def until_enough(
    ids: "QuerySet[Any, int]",
    act: Callable[[int], object],
    *,
    limit: int,
    what: str,
    fatal: tuple[type[Exception], ...] = (),
) -> int:
    """Call ``act`` until it did something for ``limit`` rows; returns for how many.

    As :func:`one_by_one`, but for the errors in ``fatal``, which are raised. A row it
    did something for is no longer among ``ids``, which have an order. Those it could do
    nothing for are passed over within this call, so that bad rows at the head of the
    line keep nobody back.
    """
    done = passed_over = 0
    while done < limit:
        number = min(_BATCH, limit - done)
        batch = list(ids[passed_over : passed_over + number])
        went = sum(_try(pk, act, what, fatal) for pk in batch)
        done, passed_over = done + went, passed_over + len(batch) - went
        if len(batch) < number:
            break
    return done


def _try(
    row: Row,
    act: Callable[[Row], object],
    what: str,
    fatal: tuple[type[Exception], ...] = (),
) -> bool:
    try:
        return bool(act(row))
    except fatal:
        raise
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        # Not the text: a database error repeats values, and those name people.
        logger.error("%s %s: %s", what, row, type(error).__name__)
        if not connection.in_atomic_block:
            connection.close()
        return False

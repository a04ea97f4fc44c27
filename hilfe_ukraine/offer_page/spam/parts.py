"""The parts. ``HILFE_UKRAINE_SPAM_PARTS`` names those that are asked, in order.

A part is a callable that takes a :class:`Visit` and returns a :class:`Suspicion` or
``None``. It writes nothing that could tell a person, and asks no database: it is called
for every form that is sent. One that raises is logged and counts as ``None``.
"""

import logging

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.module_loading import import_string

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.domain.spam import is_too_fast, visitor_of
from hilfe_ukraine.offer_page.fields import TRAP


logger = logging.getLogger(__name__)

_HOUR = 3600


@dataclass(frozen=True)
class Visit:
    """A form that came back, as parts see it.

    ``posted`` holds what was typed. ``address`` is the network address, maybe with
    those of proxies before it. ``opened_at`` is ``None`` if nobody knows.
    """

    posted: Mapping[str, Any]
    address: str
    opened_at: datetime | None
    now: datetime


@dataclass(frozen=True)
class Suspicion:
    """Why a form looks automatic: a code for the log, nothing about the person."""

    code: str


Part = Callable[[Visit], Suspicion | None]


def honeypot(visit: Visit) -> Suspicion | None:
    """A field that people do not see was filled in."""
    return Suspicion("honeypot") if visit.posted.get(TRAP) else None


def minimum_time(visit: Visit) -> Suspicion | None:
    """The form came back sooner than anybody can type."""
    if visit.opened_at is None:
        return None
    too_fast = is_too_fast(
        opened_at=visit.opened_at, sent_at=visit.now, least=conf.least_time
    )
    return Suspicion("minimum_time") if too_fast else None


def rate_limit(visit: Visit) -> Suspicion | None:
    """Very many forms came from one address within the hour.

    The address is not kept: the cache holds a count under a keyed hash of it that is
    another one in each hour.
    """
    visitor = visitor_of(visit.address)
    if not visitor:
        return None
    hour = int(visit.now.timestamp()) // _HOUR
    key = f"hilfe_ukraine.posts.{blind_index(f'visitor:{hour}', visitor)}"
    cache.add(key, 0, timeout=_HOUR)
    too_many = cache.incr(key) > conf.posts_per_hour
    return Suspicion("rate_limit") if too_many else None


def chosen_parts() -> list[Part]:
    """Return the parts of the setting; raises ``ImportError`` for a wrong name."""
    return [import_string(path) for path in conf.spam_parts]


def suspect(visit: Visit) -> Suspicion | None:
    """Ask all parts; return the first suspicion. No part can stop an offer."""
    found = [suspicion for part in chosen_parts() if (suspicion := _ask(part, visit))]
    if found:
        codes = " ".join(suspicion.code for suspicion in found)
        logger.info("a form looks automatic: %s", codes)
    return found[0] if found else None


def _ask(part: Part, visit: Visit) -> Suspicion | None:
    try:
        return part(visit)
    except Exception as error:  # noqa: BLE001 - a cache that is away costs no offer
        # Not the text: it may repeat what was typed.
        logger.error("a part against spam failed: %s", type(error).__name__)
        return None

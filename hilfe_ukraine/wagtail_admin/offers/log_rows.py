"""Wagtail's log of offers and messages, with who it was that came by link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions import log


_HELPER, _BODY = _("helper"), _("body (by link)")

#: Who does this without an account.
_BY_LINK = {
    log.CONFIRMED: _HELPER,
    log.CHANGED: _HELPER,
    log.NEW_ADDRESS: _HELPER,
    log.NEW_ADDRESS_OPENED: _HELPER,
    log.PAUSED: _HELPER,
    log.UNPAUSED: _HELPER,
    log.EXTENDED: _HELPER,
    log.WITHDRAWN: _HELPER,
    log.MANAGE_OPENED: _HELPER,
    log.ANSWERED: _BODY,
    log.LINK_OPENED: _BODY,
}


@dataclass(frozen=True)
class LogRow:
    """One line of the log as it is shown."""

    when: datetime
    what: Any
    who: Any


def log_rows(entries: Iterable[ModelLogEntry]) -> Iterator[LogRow]:
    """Return what is shown; Wagtail says "system" of everybody who came by link."""
    for entry in entries:
        yield LogRow(entry.timestamp, entry.message, _who(entry))


def _who(entry: ModelLogEntry) -> Any:
    by_link = _BY_LINK.get(entry.action) if entry.user_id is None else None
    return by_link or entry.user_display_name

"""What must happen when the database was restored from a backup (F30).

The backup does not know what was sent after it was taken. So everything stops, each
message that waits is marked as a possible repeat, workers of the life before can write
nothing any more, and erasures are done once more.
"""

import uuid

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import RestrictedOffer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.states import DeliveryState, OfferState
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus

from .erase import erase_offer
from .journal import Journal, Step
from .log import RESTORED, log_action
from .sending.stop import stop_sending


# "Dead": somebody may have sent it again by hand since the backup.
_WAITING = (
    DeliveryState.READY,
    DeliveryState.INFLIGHT,
    DeliveryState.HELD,
    DeliveryState.DEAD,
)
# More tries than any message ever has, so that no number of a claim in the life before
# is given out a second time.
_AHEAD = 1_000_000
_CHUNK = 500


@dataclass
class Replayed:
    """What became of the erasures of a journal; the lists hold offer numbers."""

    erased: list[str] = field(default_factory=list)
    #: Erased now, although their erasure may have been rolled back at that time.
    unfinished: list[str] = field(default_factory=list)
    #: Not erased, since their use is restricted in the backup.
    restricted: list[str] = field(default_factory=list)


def stop_and_flag(*, taken_at: datetime, now: datetime) -> int:
    """Stop all sending and flag what may have been sent since ``taken_at``.

    One transaction, logged: the global stop is set (a stop that is in force stays as
    it is), waiting messages and those delivered after ``taken_at`` become possible
    repeats, what was being sent is due again, and the fence is raised for all that
    wait. Message-IDs stay. What is written from now on for an offer of the backup is
    a possible repeat as well, see ``actions.refer``. Returns how many messages were
    flagged now; done again for the same restored backup, it changes nothing.
    """
    with transaction.atomic():
        OutboxStatus.the_one()
        status = OutboxStatus.objects.select_for_update().get(pk=1)
        if _restored_before(status, taken_at):
            return 0
        stop_sending(user=None, reason=_reason(taken_at), now=now)
        OutboxStatus.objects.filter(pk=status.pk).update(restored_at=now)
        number = _flag(taken_at, now)
        log_action(status, RESTORED, taken_at=taken_at.isoformat(), number=number)
    return number


def may_have_been_sent() -> QuerySet[Delivery]:
    """Return the waiting messages that are possible repeats, the oldest first."""
    rows = Delivery.objects.filter(state__in=_WAITING, possible_duplicate=True)
    rows = rows.select_related("offer", "body").defer(
        "offer__contact", "offer__entries"
    )
    return rows.order_by("created_at", "pk")


def unconfirmed() -> QuerySet[HelpOffer]:
    """Return the offers whose helpers may have confirmed since the backup.

    That is lost. Unless they are asked again, these offers go nowhere.
    """
    rows = HelpOffer.objects.filter(state=OfferState.UNCONFIRMED.value)
    return rows.defer("contact", "entries").order_by("submitted_at", "pk")


def replay(*, journal: Journal, now: datetime) -> Replayed:
    """Erase the offers of the journal once more, each in a transaction of its own.

    Offers that are erased, or that the backup does not know, are left out. Bodies are
    told again, in a letter marked as a repeat.
    """
    replayed = Replayed()
    for offer in _still_there(journal.steps):
        try:
            erase_offer(
                offer=offer, cause=ErasureCause.REPLAYED, now=now, is_repeat=True
            )
        except RestrictedOffer:
            replayed.restricted.append(offer.reference)
            continue
        is_done = journal.steps[offer.uuid] is Step.DONE
        (replayed.erased if is_done else replayed.unfinished).append(offer.reference)
    return replayed


def _reason(taken_at: datetime) -> str:
    """Administrators read it, whatever language the server's shell has."""
    with translation.override(conf.default_language):
        when = date_format(timezone.localtime(taken_at), "SHORT_DATETIME_FORMAT")
        return _("restored from the backup of %(when)s") % {"when": when}


def _restored_before(status: OutboxStatus, taken_at: datetime) -> bool:
    """The log is in the database: restoring the backup once more forgets it, too."""
    entries = ModelLogEntry.objects.for_instance(status).filter(action=RESTORED)
    return any(entry.data["taken_at"] == taken_at.isoformat() for entry in entries)


def _flag(taken_at: datetime, now: datetime) -> int:
    rows = Delivery.objects.all()
    delivered = Q(state=DeliveryState.DELIVERED, delivered_at__gt=taken_at)
    number = rows.filter(Q(state__in=_WAITING) | delivered).update(
        possible_duplicate=True
    )
    rows.filter(state__in=_WAITING).update(lease_no=F("lease_no") + _AHEAD)
    rows.filter(state=DeliveryState.INFLIGHT).update(
        state=DeliveryState.READY, lease_until=None, next_attempt_at=now
    )
    # Nothing has failed between backup and restore.
    due = rows.filter(state=DeliveryState.READY, first_due_at__lt=now)
    due.update(first_due_at=now)
    return number


def _still_there(uuids: Iterable[uuid.UUID]) -> list[HelpOffer]:
    wanted, found = list(uuids), list[HelpOffer]()
    for start in range(0, len(wanted), _CHUNK):
        rows = HelpOffer.objects.filter(uuid__in=wanted[start : start + _CHUNK])
        found += rows.filter(erased_at=None).defer("contact", "entries")
    return found

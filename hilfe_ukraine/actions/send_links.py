"""Sending a helper the links to all open offers of one e-mail address, in one mail."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.helper_letters import offers_to_list
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import Delivery, HelpOffer

from .one_by_one import one_by_one
from .tell_helper import room_for


_HOUR = timedelta(hours=1)
_BATCH = 100


def send_links(*, email: str, now: datetime) -> None:
    """Put one mail with fresh links into the outbox, if the address has open offers.

    It goes to the registered address only, once in ``conf.link_cooldown``, however
    often and by however many at once it is asked for. Returns nothing: nobody shall
    learn from it whether an address is known.
    """
    index = blind_index("email", email.strip().lower())
    newest = offers_to_list(index).order_by("-submitted_at", "-pk").first()
    if newest is not None:
        links_mail(newest, now)


def links_mail(offer: HelpOffer, now: datetime, *, due: datetime | None = None) -> None:
    """Write the mail with links to the offers of one address, once per cooldown."""
    sent = _mails(offer.email_index, Delivery.Kinds.LINKS)
    if sent.filter(created_at__gt=now - conf.link_cooldown).exists():
        return
    when = due or now
    # Of two at the same moment the number lets one through.
    turn = int(when.timestamp() // conf.link_cooldown.total_seconds())
    row = _letter(offer, Delivery.Kinds.LINKS, now, number=turn)
    row.first_due_at = row.next_attempt_at = when
    Delivery.objects.bulk_create([row], ignore_conflicts=True)


def too_many_requests(email_index: str, now: datetime) -> bool:
    """Whether this address was asked to confirm as often as is good in an hour."""
    asked = _mails(email_index, Delivery.Kinds.CONFIRM)
    recent = asked.filter(created_at__gt=now - _HOUR).values_list("pk")
    return len(recent[: conf.confirm_mails_per_hour]) >= conf.confirm_mails_per_hour


def remind_to_confirm(*, now: datetime, limit: int = _BATCH) -> int:
    """Remind helpers who gave an e-mail address alone and did not confirm.

    After each of ``conf.remind_after``, one mail to an address in a day, with the links
    of all its offers. Returns how many were written; each in a transaction of its own.
    """
    count = len(conf.remind_after)
    return sum(_remind(number, now, limit) for number in range(count))


def _remind(number: int, now: datetime, limit: int) -> int:
    since, *later = conf.remind_after[number:]
    rows = HelpOffer.objects.filter(
        state=OfferState.UNCONFIRMED.value,
        release_at=None,
        restricted_at=None,
        submitted_at__lte=now - since,
        # A worker that was away for days does not send all reminders at once.
        submitted_at__gt=now - min([*later, conf.retention.unconfirmed]),
    )
    sent = _mails(OuterRef("email_index"), Delivery.Kinds.REMINDER)
    since_due = sent.filter(created_at__gte=OuterRef("submitted_at") + since)
    unsent = rows.filter(~Exists(since_due), ~Exists(_of_a_day(sent, now)))
    due = unsent.exclude(email_index="")
    room = room_for(Delivery.Kinds.REMINDER, limit)
    ids = list(due.order_by("submitted_at", "pk").values_list("pk", flat=True)[:room])
    return one_by_one(ids, lambda pk: _remind_one(pk, number + 1, now), what="offer")


def _remind_one(pk: int, number: int, now: datetime) -> bool:
    with transaction.atomic():
        rows = HelpOffer.objects.select_for_update().defer("contact", "entries")
        offer = rows.get(pk=pk)
        sent = _mails(offer.email_index, Delivery.Kinds.REMINDER)
        if offer.state != OfferState.UNCONFIRMED or _of_a_day(sent, now).exists():
            return False
        row = _letter(offer, Delivery.Kinds.REMINDER, now, number=number)
        return bool(Delivery.objects.bulk_create([row], ignore_conflicts=True))


def _letter(
    offer: HelpOffer, kind: Delivery.Kinds, now: datetime, *, number: int
) -> Delivery:
    return new_delivery(
        kind=kind,
        receiver=Delivery.Receivers.HELPER,
        about=offer,
        now=now,
        number=number,
        is_repeat=False,
    )


def _of_a_day(mails: QuerySet[Delivery], now: datetime) -> QuerySet[Delivery]:
    return mails.filter(created_at__gt=now - timedelta(days=1))


def _mails(email_index: str | OuterRef, kind: Delivery.Kinds) -> QuerySet[Delivery]:
    return Delivery.objects.filter(offer__email_index=email_index, kind=kind)

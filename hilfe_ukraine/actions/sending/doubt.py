"""A body's address is in doubt, until somebody says that it is right again.

While it is, ``pass_on_at`` says of each referral when it goes to somebody else. It
stays when that has happened, and so tells which offices were written to.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.actions.holidays import pass_on_time
from hilfe_ukraine.actions.log import ADDRESS_DOUBTED, log_action
from hilfe_ukraine.actions.one_by_one import one_by_one
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.bodies import ContactState
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, Referral, ResponsibleBody

from .unreached import STOPS_WITH_ITS_BODY, unreached_referrals


USABLE = (ContactState.UNCONFIRMED, ContactState.CONFIRMED)
OUT_OF_REACH = (ContactState.SUSPECT.value, ContactState.RETIRED.value)

_TO_LEAVE = (DeliveryState.READY.value, DeliveryState.INFLIGHT.value)


def lock_body(pk: int) -> ResponsibleBody:
    """Return a body locked until the end of the transaction.

    Whatever holds, sends or passes on for one body queues here, and so never ends in
    a deadlock; rows that point to it can still be written.
    """
    return ResponsibleBody.objects.select_for_update(no_key=True).get(pk=pk)


def doubt_address(*, body_id: int, now: datetime, **ids: object) -> None:
    """Mark the address as suspect and hold what was meant for it.

    New decisions use the deputy at once. Call it inside a transaction. Done again, it
    only holds what has come since. ``ids`` are written into the log.
    """
    body = lock_body(body_id)
    if body.contact_state in USABLE:
        rows = ResponsibleBody.objects.filter(pk=body.pk)
        rows.update(contact_state=ContactState.SUSPECT.value)
        routing_changed()
        log_action(body, ADDRESS_DOUBTED, **ids)
    _hold(body, now)


def hold_for_suspects(*, now: datetime) -> int:
    """Hold what slipped through or came back for suspect and retired bodies.

    Returns for how many. A transaction per body.
    """
    ready = _ready_forwards().filter(STOPS_WITH_ITS_BODY, body=OuterRef("pk"))
    unreached = unreached_referrals().filter(body=OuterRef("pk"), pass_on_at=None)
    bodies = ResponsibleBody.objects.filter(
        Exists(ready) | Exists(unreached), contact_state__in=OUT_OF_REACH
    )
    ids = list(bodies.values_list("pk", flat=True))
    return one_by_one(ids, lambda pk: _hold_for(pk, now), what="suspect body")


def _hold_for(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        body = lock_body(pk)
        if body.contact_state not in OUT_OF_REACH:
            return False
        _hold(body, now)
    return True


def _hold(body: ResponsibleBody, now: datetime) -> None:
    """Referrals before messages, as whoever passes them on does."""
    concerned = unreached_referrals().filter(body=body, pass_on_at=None)
    _tell_offices(body, concerned, now)
    concerned.update(pass_on_at=pass_on_time(now))
    ready = _ready_forwards().filter(body=body)
    # Not by a join, see STOPS_WITH_ITS_BODY: an update would miss a claim meanwhile.
    if body.contact_state != ContactState.RETIRED:
        ready = ready.filter(channel=EmailChannel.id)
    ready.update(
        state=DeliveryState.HELD.value, held_reason=Delivery.HeldReasons.SUSPECT
    )


def wait_for_letters(*, now: datetime) -> int:
    """Let the working day begin anew while an office's letter has not left.

    Nobody can act on what he was not told. Returns for how many bodies; a transaction
    for each. It begins when the letter has left, or was given up.
    """
    letters = Delivery.objects.filter(kind=Delivery.Kinds.SUSPECT, state__in=_TO_LEAVE)
    ids = list(letters.values_list("about_body", flat=True).distinct())
    return one_by_one(ids, lambda pk: _put_off(pk, letters, now), what="body")


def put_off_all(*, now: datetime) -> int:
    """Give everybody a working day from ``now`` on; a transaction for each body."""
    waiting = Referral.objects.filter(pass_on_at__lt=pass_on_time(now))
    ids = list(waiting.values_list("body", flat=True).order_by().distinct())
    return one_by_one(ids, lambda pk: _put_off(pk, None, now), what="body")


def _put_off(pk: int, letters: QuerySet[Delivery] | None, now: datetime) -> bool:
    with transaction.atomic():
        until = pass_on_time(now)
        due = unreached_referrals().filter(body=lock_body(pk), pass_on_at__lt=until)
        if letters is not None:
            office = OuterRef("offer__owning_office")
            deputy = OuterRef("offer__owning_office__deputy")
            to_office = Q(body=office) | Q(body=deputy)
            due = due.filter(Exists(letters.filter(to_office, about_body=pk)))
        return bool(due.update(pass_on_at=until))


def _ready_forwards() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        kind=Delivery.Kinds.FORWARD, state=DeliveryState.READY.value
    )


def _tell_offices(
    body: ResponsibleBody, concerned: QuerySet[Referral], now: datetime
) -> None:
    """Write to each owning office that does not know yet; it has one working day."""
    earlier = Referral.objects.filter(body=body, pass_on_at__isnull=False)
    offices = ResponsibleBody.objects.filter(
        pk__in=concerned.values("offer__owning_office")
    ).exclude(
        pk__in=earlier.exclude(offer__owning_office=None).values("offer__owning_office")
    )
    letters = [
        _letter(body, office, now) for office in offices.select_related("deputy")
    ]
    Delivery.objects.bulk_create(filter(None, letters), ignore_conflicts=True)


def _letter(
    body: ResponsibleBody, office: ResponsibleBody, now: datetime
) -> Delivery | None:
    # A letter to the very address that is in doubt would help nobody.
    reader = office.deputy if office == body else office
    if reader is None:
        return None
    letter = new_delivery(
        kind=Delivery.Kinds.SUSPECT,
        receiver=Delivery.Receivers.ADMINISTRATOR,
        about=f"suspect:{body.uuid}:{office.pk}:{now:%Y%m%dT%H%M%S}",
        now=now,
        body=reader,
    )
    letter.about_body = body
    return letter

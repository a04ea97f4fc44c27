"""An outbox full of offers to bodies, and ways to make it due again and again."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer, OutboxStatus
from tests.factories import (
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
)

from .bare_clients import Mail


# Less than the sixty a minute that the outbox sends to one body.
_PER_BODY = 20


def fill(messages: int) -> None:
    """Make the tables, and as many offers, referred to as many bodies as it takes."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    Locale.objects.create(language_code="de")
    OutboxStatus.the_one()
    category = make_category("housing", title="Wohnraum")
    region, now = make_region(), timezone.now()
    bodies = [make_body() for _ in range(messages // _PER_BODY + 1)]
    for number in range(messages):
        offer = make_offer(
            category=category,
            region=region,
            state=HelpOffer.States.REFERRED,
            waiting_for=HelpOffer.WaitingFor.NOTHING,
            submitted_at=now,
        )
        body = bodies[number % len(bodies)]
        make_delivery(referral=make_referral(offer=offer, body=body, referred_at=now))


def hold() -> None:
    """Nothing is due, and nothing was ever sent."""
    Attempt.objects.all().delete()
    Delivery.objects.update(
        state=Delivery.States.HELD,
        lease_no=0,
        attempts=0,
        lease_until=None,
        claimed_at=None,
        delivered_at=None,
        last_code="",
    )


def release() -> None:
    """Everything is due, from this COMMIT on."""
    due = shared_now() - timedelta(seconds=1)
    Delivery.objects.update(
        state=Delivery.States.READY, first_due_at=due, next_attempt_at=due
    )


def prepared_mails() -> list[Mail]:
    """The very mails that forwarding writes, ready to be pushed."""
    channel, now = EmailChannel(), timezone.now()
    related = ("offer__region", "offer__category", "referral", "body")
    rows = Delivery.objects.select_related(*related)
    written = [channel.write(row, number=1, now=now) for row in rows]
    return [
        (message.return_path, message.recipient, message.wire) for message in written
    ]

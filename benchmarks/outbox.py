"""An outbox full of offers to bodies, and a way to make it due again."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer, OutboxStatus, Referral
from tests.factories import make_body, make_category, make_delivery, make_region

from .bare_clients import Mail


#: The outbox sends at most 60 a minute to one body, as every site does.
PER_BODY = 20


def fill(messages: int) -> None:
    """Make the tables, and offers that were referred to as many bodies as it takes."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    Locale.objects.create(language_code="de")
    OutboxStatus.the_one()
    category = make_category("housing", title="Wohnraum")
    region = make_region()
    bodies = [make_body() for _ in range(messages // PER_BODY + 1)]
    first = make_delivery(body=bodies[0])
    _spread(first, bodies, category, region, messages)


def _spread(first, bodies, category, region, messages) -> None:
    """Copies of one row and what belongs to it; factories would take minutes."""
    offer, referral = first.offer, first.referral
    Attempt.objects.all().delete()
    Delivery.objects.all().delete()
    from tests.factories import make_offer

    now = timezone.now()
    for number in range(messages):
        body = bodies[number % len(bodies)]
        offer = make_offer(
            category=category, region=region, state=HelpOffer.States.REFERRED,
            waiting_for=HelpOffer.WaitingFor.NOTHING, submitted_at=now,
        )
        referral = Referral.objects.create(offer=offer, body=body, referred_at=now)
        make_delivery(referral=referral)


def hold() -> None:
    """Nothing is due, and nothing was sent lately."""
    Attempt.objects.all().delete()
    Delivery.objects.update(
        state=Delivery.States.HELD, lease_no=0, attempts=0, lease_until=None,
        claimed_at=None, possible_duplicate=False, delivered_at=None, last_code="",
    )


def release() -> None:
    """Everything is due, from this COMMIT on."""
    now = shared_now() - timedelta(seconds=1)
    Delivery.objects.update(
        state=Delivery.States.READY, first_due_at=now, next_attempt_at=now
    )


def prepared_mails() -> list[Mail]:
    """The very mails that forwarding writes, ready to be pushed."""
    channel, now = EmailChannel(), timezone.now()
    rows = Delivery.objects.select_related(
        "offer__region", "offer__category", "referral", "body"
    ).prefetch_related("offer__category__texts__locale")
    mails = []
    for row in rows:
        message = channel.write(row, number=1, now=now)
        mails.append((conf.from_email, message.recipient, message.wire))
    return mails

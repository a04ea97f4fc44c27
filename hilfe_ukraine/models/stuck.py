"""What counts as stuck: the rows that somebody has to look at.

The report, the daily digest and the health check all ask here. Each query but one has
an index that holds few rows, so that it costs the same beside a million that went well.
Answers that are overdue may be many: 15,000 among 300,000 offers are counted in a tenth
of a second.
Only :func:`lost_offer_ids` looks at all offers in hand; ``actions.sending.stuck`` asks
it seldom and notes the number.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hilfe_ukraine.domain.bodies import ContactState
from hilfe_ukraine.domain.states import (
    LIVE_REFERRALS,
    REFERRALS_IN_HAND,
    DeliveryState,
    OfferState,
    ReferralState,
)

from .deliveries import Attempt, Delivery, DeliveryQuerySet
from .offers import HelpOffer, HelpOfferQuerySet
from .referrals import Referral, ReferralQuerySet


_WAITING = [DeliveryState.READY.value, DeliveryState.INFLIGHT.value]
_FOR_PEOPLE = [
    DeliveryState.HELD.value,
    DeliveryState.DEAD.value,
    DeliveryState.BOUNCED.value,
]
#: The moment from which a message waits for people, by its state. A try that was given
#: up ended within a lease of its claim.
WAITS_SINCE = {
    DeliveryState.DEAD: "claimed_at",
    DeliveryState.BOUNCED: "bounced_at",
    DeliveryState.HELD: "created_at",
}
_LIVE = [state.value for state in LIVE_REFERRALS]
_REPEATS_OF = timedelta(days=7)
_Kinds = Delivery.Kinds
# Whoever sends a test looks at the page of the body to see what comes of it. Mail may
# come back when nobody looks any more.
_IS_LOOKED_AT = Q(kind=_Kinds.TEST) | Q(
    kind=_Kinds.ADDRESS, state=DeliveryState.DEAD.value
)


def messages_for_people() -> DeliveryQuerySet:
    """Held, given up or bounced: no machine moves them on.

    A bounced one counts until it was sent once more. One that brings an offer counts
    until its referral has ended, for then nobody has to send it any more. Tests that
    fail are shown where they were asked for.
    """
    not_bounced = ~Q(state=DeliveryState.BOUNCED.value)
    # That an offer was erased is to be told although its referral ended with it.
    no_offer = Q(referral__isnull=True) | ~Q(kind=Delivery.Kinds.FORWARD)
    in_hand = no_offer | Q(referral__state__in=_LIVE)
    return Delivery.objects.filter(
        in_hand,
        not_bounced | ~Exists(_later_ones()),
        ~_IS_LOOKED_AT,
        state__in=_FOR_PEOPLE,
    )


def _later_ones() -> DeliveryQuerySet:
    """The same message once more; where it is about no offer, to the same body."""
    same = Q(referral=OuterRef("referral")) | Q(
        referral__isnull=True, receiver=OuterRef("receiver")
    )
    # Of one kind all are about an offer or none, and so with a body they are about.
    offer = Q(offer=OuterRef("offer")) | Q(offer=None, body=OuterRef("body"))
    about = Q(about_body=OuterRef("about_body")) | Q(about_body=None)
    return Delivery.objects.filter(
        same, offer, about, kind=OuterRef("kind"), pk__gt=OuterRef("pk")
    )


def waiting_messages() -> DeliveryQuerySet:
    """To be sent, or being sent, whether tried before or not."""
    return Delivery.objects.filter(state__in=_WAITING)


def late_messages(before: datetime) -> DeliveryQuerySet:
    """Those that were first due at ``before`` or earlier, and are not sent yet."""
    return waiting_messages().filter(first_due_at__lte=before)


def overdue_messages(before: datetime) -> DeliveryQuerySet:
    """Those that nobody has taken up, although they are due since ``before``.

    One that fails and waits for its next try is late, but not overdue.
    """
    ready = Q(state=DeliveryState.READY.value, next_attempt_at__lte=before)
    left = Q(state=DeliveryState.INFLIGHT.value, lease_until__lte=before)
    return Delivery.objects.filter(ready | left)


def repeated_messages(now: datetime) -> DeliveryQuerySet:
    """Delivered in the last seven days, perhaps not for the first time."""
    since = now - _REPEATS_OF
    return Delivery.objects.filter(possible_duplicate=True, delivered_at__gte=since)


def late_results(now: datetime) -> QuerySet[Attempt]:
    """Tries of the last seven days that ended after their lease."""
    return Attempt.objects.filter(late=True, finished_at__gte=now - _REPEATS_OF)


def unrouted_offers() -> HelpOfferQuerySet:
    """Nobody is in charge. What is noted until it is needed does not count."""
    return HelpOffer.objects.filter(
        state=OfferState.WAITING.value, waiting_for=HelpOffer.WaitingFor.BODY
    )


def unreleased_offers(before: datetime) -> HelpOfferQuerySet:
    """Should have gone on at ``before`` or earlier; none whose use is restricted."""
    return HelpOffer.objects.filter(
        state=OfferState.UNCONFIRMED.value, release_at__lte=before, restricted_at=None
    )


def unreached_messages(before: datetime) -> DeliveryQuerySet:
    """Offers on their way to a body since ``before`` or longer, and not there yet."""
    return late_messages(before).filter(kind=Delivery.Kinds.FORWARD)


def open_referrals() -> ReferralQuerySet:
    """A body has the offer and has not answered; none whose use is restricted."""
    return Referral.objects.filter(
        state=ReferralState.OPEN.value,
        offer__state=OfferState.REFERRED.value,
        offer__restricted_at=None,
    )


def referrals_to_retired() -> ReferralQuerySet:
    """Open ones whose body is retired: nobody there looks at them any more."""
    return open_referrals().filter(body__contact_state=ContactState.RETIRED.value)


def unanswered_referrals(now: datetime) -> ReferralQuerySet:
    """Open ones whose answer was due before ``now``.

    None whose offer is paused, nor those of retired bodies, which nobody can ask.
    """
    overdue = open_referrals().filter(due_at__lt=now)
    overdue = overdue.exclude(body__contact_state=ContactState.RETIRED.value)
    # By the portal's day, whoever is logged in.
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    return overdue.exclude(offer__paused_until__gt=today)


def offices_to_tell(now: datetime, *, before: datetime) -> set[int]:
    """Return ids of the owning offices whose offers are stuck; one statement.

    What is on its way counts from ``before`` on, see :func:`unreached_messages`.
    """
    unrouted = unrouted_offers().order_by().values_list("owning_office")
    of_offer = "offer__owning_office"
    owners = unrouted.union(
        messages_for_people().order_by().values_list(of_offer),
        unreached_messages(before).order_by().values_list(of_offer),
        referrals_to_retired().order_by().values_list(of_offer),
        unanswered_referrals(now).order_by().values_list(of_offer),
    )
    # Once more: Django 6.1 gives the whole the order of the model again.
    return {office for (office,) in owners.order_by() if office is not None}


def lost_offer_ids() -> QuerySet:
    """Offers that no list shows: this must not happen, and is looked for all the same.

    Referred, and no body has it; waiting for nothing; or in the hands of a body to
    which no message was ever written.
    """
    in_hand = Referral.objects.filter(offer=OuterRef("pk"), state__in=REFERRALS_IN_HAND)
    referred = HelpOffer.objects.filter(state=OfferState.REFERRED.value)
    for_nothing = HelpOffer.objects.filter(
        state=OfferState.WAITING.value, waiting_for=HelpOffer.WaitingFor.NOTHING
    )
    told = Delivery.objects.filter(referral=OuterRef("pk")).exclude(
        state=DeliveryState.CANCELLED.value
    )
    untold = Referral.objects.filter(
        ~Exists(told), state=ReferralState.OPEN.value, opened_at=None
    )
    by_id = referred.filter(~Exists(in_hand)).order_by().values_list("pk")
    lost = by_id.union(
        for_nothing.order_by().values_list("pk"),
        untold.order_by().values_list("offer_id"),
    )
    return lost.order_by()  # as above


def lost_offers(limit: int) -> HelpOfferQuerySet:
    """At most ``limit`` of the offers of :func:`lost_offer_ids`, found once."""
    ids = [pk for (pk,) in lost_offer_ids()[:limit]]
    return HelpOffer.objects.filter(pk__in=ids)

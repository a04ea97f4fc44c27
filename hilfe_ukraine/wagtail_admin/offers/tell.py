"""What the page of one offer, or of one message, shows; opening an offer is noted."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hilfe_ukraine.actions.openings import note_opening
from hilfe_ukraine.actions.pass_on import to_pass_on
from hilfe_ukraine.actions.sending.stuck import open_carriers
from hilfe_ukraine.delivery.resting import is_paused
from hilfe_ukraine.models import Delivery, HelpOffer
from hilfe_ukraine.models.offer_words import WORDS, contact_rows, entry_rows, offer_rows
from hilfe_ukraine.wagtail_admin.code_words import carrier_in_words, channel_in_words
from hilfe_ukraine.wagtail_admin.permissions import ACT, VIEW_DELIVERIES, VIEW_OFFERS

from .story import deliveries_with_tries, delivery_event, log_of, story_of


def offers_to_tell() -> QuerySet[HelpOffer]:
    """Offers with all that their page needs; rights are checked by the view."""
    rows = HelpOffer.objects.select_related("category", "region", "owning_office")
    return rows.prefetch_related(*WORDS)


def tell_offer(offer: HelpOffer, user: Any) -> dict[str, Any]:
    """Return the context of an offer's page, and note that ``user`` opened it."""
    note_opening(offer=offer, user=user)
    return {
        "story": story_of(offer),
        "rows": offer_rows(offer),
        "entries": entry_rows(offer),
        "contact": contact_rows(offer),
        "is_paused": is_paused(offer, timezone.now()),
        "can_act": user.has_perm(ACT),
        "to_pass_on": to_pass_on().filter(offer=offer).select_related("body"),
        "can_act_on_messages": user.has_perms([ACT, VIEW_DELIVERIES]),
    }


def deliveries_to_tell() -> QuerySet[Delivery]:
    """Messages with all their attempts; rights are checked by the view."""
    return deliveries_with_tries(Delivery.objects.select_related("offer"))


def tell_delivery(delivery: Delivery, user: Any) -> dict[str, Any]:
    """Return the context of a page; what concerns an offer is logged at the offer.

    A helper's address is personal data: it is for those who may read the offer, and
    showing it counts as opening the offer.
    """
    to_helper = delivery.receiver == Delivery.Receivers.HELPER
    may_read = user.has_perm(VIEW_OFFERS)
    if to_helper and may_read and delivery.offer:
        note_opening(offer=delivery.offer, user=user)
    return {
        "hides_address": to_helper and not may_read,
        "event": delivery_event(delivery, open_carriers()),
        "channel": channel_in_words(delivery.channel),
        "carrier": carrier_in_words(delivery.carrier),
        "log": [] if delivery.offer else log_of([delivery]),
        "can_act_on_messages": user.has_perm(ACT),
        "can_view_offer": may_read,
    }

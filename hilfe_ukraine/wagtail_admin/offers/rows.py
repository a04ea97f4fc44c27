"""What the registers list, filter and export; knows nothing of modeladmin."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.domain.reference import parse_reference
from hilfe_ukraine.models import Decision, Delivery, HelpOffer, Referral
from hilfe_ukraine.wagtail_admin.export import Cell, Column


def offers_for(user: Any) -> QuerySet[HelpOffer]:
    """Offers as a list shows them: encrypted columns stay in the database."""
    rows = HelpOffer.objects.visible_to(user).for_lists()
    return rows.prefetch_related("category__texts__locale")


def deliveries_for(user: Any) -> QuerySet[Delivery]:
    """Messages as a list shows them."""
    rows = Delivery.objects.visible_to(user).select_related("offer", "body")
    return rows.defer("offer__contact", "offer__entries")


def find_offers(rows: QuerySet, text: str, *, path: str = "reference") -> QuerySet:
    """Only the offer with the number that was meant, or none at all."""
    reference = parse_reference(text)
    return rows.filter(**{path: reference}) if reference else rows.none()


def offers_to_export(rows: QuerySet[HelpOffer]) -> QuerySet[HelpOffer]:
    """Add what the columns of the export need, per chunk of rows."""
    decisions = Decision.objects.only("offer_id", "outcome", "decided_at")
    referrals = Referral.objects.select_related("body")
    return rows.prefetch_related(
        Prefetch("decisions", decisions), Prefetch("referrals", referrals)
    )


def _outcome(offer: HelpOffer) -> str:
    decisions = list(offer.decisions.all())
    return str(decisions[-1].get_outcome_display()) if decisions else ""


def _bodies(offer: HelpOffer) -> str:
    return ", ".join(referral.body.name for referral in offer.referrals.all())


def _region(offer: HelpOffer) -> Cell:
    return offer.region.label if offer.region else ""


#: No personal data: who needs a name or an address opens the offer, and is logged.
OFFER_COLUMNS = [
    Column(_("offer number"), lambda offer: offer.reference),
    Column(_("key of the category"), lambda offer: offer.category.key),
    Column(_("category"), lambda offer: str(offer.category)),
    Column(_("region"), _region),
    Column(_("key of the region"), lambda offer: offer.region_key),
    Column(_("key of the district"), lambda offer: offer.district_key),
    Column(_("postcode"), lambda offer: offer.postcode),
    Column(_("state"), lambda offer: str(offer.get_state_display())),
    Column(_("waits for"), lambda offer: str(offer.get_waiting_for_display())),
    Column(_("contact"), lambda offer: str(offer.get_contact_check_display())),
    Column(_("quantity"), lambda offer: offer.quantity),
    Column(_("decision"), _outcome),
    Column(_("bodies"), _bodies),
    Column(_("submitted"), lambda offer: offer.submitted_at),
    Column(_("confirmed"), lambda offer: offer.confirmed_at),
    Column(_("ended"), lambda offer: offer.ended_at),
    Column(_("paused until"), lambda offer: offer.paused_until),
    Column(_("restricted"), lambda offer: offer.restricted_at),
]

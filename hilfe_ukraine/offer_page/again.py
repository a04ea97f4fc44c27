"""Offering something else without typing the contact data again.

The data never leaves the server: the thank-you page holds a signed token that names the
earlier offer, and the new offer takes the contact over without showing it. So whoever
sees the link reads nobody's name, and nothing personal stands in an address, a cookie
or a session. The token is good for one hour, on the page of the earlier offer and on
its translations. The language stands in the path, since the form of step one would drop
it from the parameters.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.facts import HELPER, HELPER_CHOICES
from hilfe_ukraine.links import InvalidLink, Purpose, make_token, read_token
from hilfe_ukraine.models import HelpOffer

from .fields import AGAIN, FACT_PREFIX


_AGE = timedelta(hours=1)


def again_token(offer: HelpOffer) -> str:
    """Return the token that stands for the contact of this offer."""
    return make_token(
        Purpose.AGAIN,
        offer.uuid,
        version=offer.link_version,
        expires_at=offer.submitted_at + _AGE,
    )


def again_url(offer: HelpOffer, now: datetime, language: str) -> str:
    """Return where the next offer of the same person begins; ``""`` if it is too late.

    No address either when the page is gone or the data may not be used any more.
    ``language`` is the one to go on in; where there is no such page, it is the page's.
    """
    is_over = now > offer.submitted_at + _AGE
    if is_over or not offer.page_id or not _may_be_used(offer):
        return ""
    return reverse("hilfe_ukraine:again", args=[again_token(offer), language])


def earlier_offer(
    pages: Collection[Any], token: str, now: datetime
) -> HelpOffer | None:
    """Return the offer whose contact a form takes over, or ``None`` if it may not.

    ``pages`` are the form's own and its translations. One statement for a token that is
    good, none for any other.
    """
    try:
        link = read_token(Purpose.AGAIN, token, now=now)
    except InvalidLink:
        return None
    rows = HelpOffer.objects.filter(page_id__in=[page.pk for page in pages])
    offer = rows.filter(uuid=link.uuid).first()
    if offer is None or offer.link_version != link.version or not _may_be_used(offer):
        return None
    return offer


def taken_over(offer: HelpOffer | None, now: datetime) -> dict[str, str]:
    """Return what the page's template needs to go on with this offer's contact."""
    if offer is None:
        return {}
    return {
        "again_name": AGAIN,
        "again_token": again_token(offer),
        "start_url": again_url(offer, now, get_language() or conf.default_language),
        "earlier_reference": offer.reference,
    }


def _may_be_used(offer: HelpOffer) -> bool:
    return offer.erased_at is None and offer.restricted_at is None


def helper_of(offer: HelpOffer) -> str:
    """Return who offered: a person or an organisation."""
    return str(offer.contact.get(HELPER) or HELPER_CHOICES[0])


def with_helper(data: QueryDict | None, offer: HelpOffer | None) -> QueryDict | None:
    """Return the parameters, if any, with what the earlier offer has answered."""
    if data is None or offer is None:
        return data
    known = data.copy()
    known[FACT_PREFIX + HELPER] = helper_of(offer)
    return known

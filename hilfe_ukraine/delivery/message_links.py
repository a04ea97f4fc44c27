"""The links that stand in mails: signed ones, and those into the admin."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, ResponsibleBody


#: So long a test message can be answered.
ADDRESS_LINK_LASTS = timedelta(days=14)

#: Wagtail-modeladmin's name for the register of offers.
_REGISTER = "hilfe-ukraine_offers_modeladmin_index"
#: Wagtail's name for the form of a body.
_BODY_FORM = "wagtailsnippets_hilfe_ukraine_responsiblebody:edit"


def answer_link(referral: Referral) -> str:
    """Return the address under which the body reads the offer and answers."""
    token = make_token(
        Purpose.ANSWER,
        referral.uuid,
        version=referral.link_version,
        expires_at=referral.referred_at + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:answer", args=[token])


def confirm_link(offer: HelpOffer, *, since: datetime | None = None) -> str:
    """Return the address under which the helper confirms the e-mail address.

    It works from the submission on, or from ``since``, a stored time.
    """
    token = make_token(
        Purpose.CONFIRM,
        offer.uuid,
        version=offer.link_version,
        expires_at=(since or offer.submitted_at) + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:confirm", args=[token])


def address_link(delivery: Delivery) -> str:
    """Return the address under which a body says that a test message has come."""
    body = delivery.body
    token = make_token(
        Purpose.ADDRESS,
        delivery.uuid,
        version=body.link_version if body else 0,
        expires_at=delivery.created_at + ADDRESS_LINK_LASTS,
    )
    return conf.base_url + reverse("hilfe_ukraine:address", args=[token])


def manage_link(offer: HelpOffer, *, since: datetime) -> str:
    """Return the personal link, by which helpers change or withdraw their offer.

    ``since`` is a stored time, so that a repeated mail carries the same link.
    """
    token = make_token(
        Purpose.MANAGE,
        offer.uuid,
        version=offer.link_version,
        expires_at=since + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:manage", args=[token])


def new_email_link(offer: HelpOffer, email: str, *, since: datetime) -> str:
    """Return the address under which a helper's new e-mail address is confirmed.

    It is good for this address only: another new one ends it.
    """
    token = make_token(
        Purpose.NEW_EMAIL,
        offer.uuid,
        version=email_version(offer.link_version, email),
        expires_at=since + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:new_email", args=[token])


def email_version(link_version: int, email: str) -> int:
    """Return the version of links by which this new address is confirmed.

    ``link_version`` is that of the offer; to confirm the address raises it.
    """
    seal = blind_index("new address", f"{link_version}:{email}")
    return int(seal[:12], 16)


def lost_link_page(language: str) -> str:
    """Return where a helper asks for links that were lost, in the mail's language."""
    path = reverse("hilfe_ukraine:links")
    return f"{conf.base_url}{path}?{urlencode({'language': language})}"


def register_link(offer: HelpOffer) -> str:
    """Return where the offer stands in the admin; empty on a site without it."""
    path = _admin_link(_REGISTER)
    return f"{path}?{urlencode({'q': offer.reference})}" if path else ""


def body_form_link(body: ResponsibleBody) -> str:
    """Return where an address is corrected; empty on a site without an admin."""
    return _admin_link(_BODY_FORM, body.pk)


def _admin_link(name: str, *arguments: int) -> str:
    """Return the address of a page in the admin; empty on a site without it."""
    try:
        return conf.base_url + reverse(name, args=arguments)
    except NoReverseMatch:
        return ""

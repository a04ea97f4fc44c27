"""The links in mails. Equal each time they are made, so that a repeat has the same."""

from datetime import datetime

from django.urls import reverse

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer, Referral


def answer_link(referral: Referral) -> str:
    """Return the address under which the body reads the offer and answers."""
    token = make_token(
        Purpose.ANSWER,
        referral.uuid,
        version=referral.link_version,
        expires_at=referral.referred_at + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:answer", args=[token])


def confirm_link(offer: HelpOffer) -> str:
    """Return the address under which the helper confirms the e-mail address."""
    token = make_token(
        Purpose.CONFIRM,
        offer.uuid,
        version=offer.link_version,
        expires_at=offer.submitted_at + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:confirm", args=[token])


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


def address_link(offer: HelpOffer, email: str, *, since: datetime) -> str:
    """Return the address under which a new e-mail address is confirmed.

    It is good for this address only: another new one ends it.
    """
    token = make_token(
        Purpose.ADDRESS,
        offer.uuid,
        version=address_version(offer, email),
        expires_at=since + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:address", args=[token])


def address_version(offer: HelpOffer, email: str) -> int:
    """Return the version of links by which this new address is confirmed."""
    seal = blind_index("new address", f"{offer.link_version}:{email}")
    return int(seal[:12] or "0", 16)


def lost_link_page() -> str:
    """Return where a helper asks for links that were lost."""
    return conf.base_url + reverse("hilfe_ukraine:links")

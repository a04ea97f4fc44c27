"""The personal link of a helper, and the pages behind it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token


EMAIL = "erika@muster.example"
STEPS = ("manage", "correct", "pause", "withdraw", "erase")


def link(offer, name="manage", **values):
    wanted = {
        "version": offer.link_version,
        "expires_at": timezone.now() + timedelta(days=1),
        **values,
    }
    token = make_token(Purpose.MANAGE, offer.uuid, **wanted)
    return reverse(f"hilfe_ukraine:{name}", args=[token])


def tomorrow(days=1):
    """A day to come, as a form sends it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()

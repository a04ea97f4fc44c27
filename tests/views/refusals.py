"""Sending step two with something wrong in it."""

from datetime import timedelta

from django.utils import timezone

from tests.database import row_counts
from tests.offer_page.browse import read_form, send


TYPED = "Zwei Betten,\nruhig gelegen"


def refused(client, form, **answers):
    """Send what is wrong; returns the page after checking that nothing was lost."""
    typed = {"details": TYPED, "detail-quantity": "2", **answers}
    before = row_counts(besides=("captcha_captchastore",))
    response = send(client, form, **typed)
    assert response.status_code == 422
    assert row_counts(besides=("captcha_captchastore",)) == before
    if "details" not in answers:
        assert read_form(response).fields["details"] == TYPED
    assert "no-store" in response["Cache-Control"]
    return response


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()

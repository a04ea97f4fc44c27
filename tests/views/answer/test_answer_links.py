"""The link in a body's mail: when it is over or wrong, and what it must not leave."""

from datetime import timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.models import Referral
from tests.views.answer.reading import path, shown


pytestmark = pytest.mark.django_db


def test_a_link_whose_time_is_over(client, referral):
    Referral.objects.update(referred_at=timezone.now() - timedelta(days=91))
    referral.refresh_from_db()

    response = client.get(path(referral))

    assert response.status_code == 410
    assert "Erika" not in shown(response)


def test_a_link_that_was_revoked(client, referral):
    link = path(referral)
    Referral.objects.update(link_version=2)

    assert client.get(link).status_code == 410
    assert client.post(link, {"answer": "received"}).status_code == 410
    assert not referral.answers.exists()


@pytest.mark.parametrize("change", [lambda p: p[:-3] + "x/", lambda p: p[:30] + "/"])
def test_a_link_that_was_changed(client, referral, change):
    assert client.get(change(path(referral))).status_code == 404


def test_a_link_to_nothing(client, referral):
    link = path(referral)
    Referral.objects.all().delete()

    assert client.get(link).status_code == 410


def test_the_page_is_kept_nowhere_and_tells_nobody(client, referral):
    link = path(referral)
    responses = [client.get(link), client.post(link), client.get(link[:-3] + "x/")]
    for response in responses:
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

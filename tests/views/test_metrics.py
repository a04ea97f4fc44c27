"""Figures for Prometheus: read here by Prometheus' own parser."""

import re
import sys

from datetime import timedelta
from pathlib import Path

import pytest

from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from hilfe_ukraine.actions.sending import health as actions
from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.models import Breaker, Delivery
from tests.factories import make_body, make_delivery, make_offer, make_referral
from tests.views.monitor import TOKEN


pytestmark = pytest.mark.django_db

ADDRESS = "/hilfe/metrics/"
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"


@pytest.fixture
def scrape(client, as_monitor):
    """Return the samples, by name and labels."""

    def read():
        response = client.get(ADDRESS, **as_monitor)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/plain; version=0.0.4")
        assert "no-store" in response["Cache-Control"]
        return {
            (sample.name.removeprefix("hilfe_ukraine_"), *sample.labels.values()): (
                sample.value
            )
            for family in text_string_to_metric_families(response.content.decode())
            for sample in family.samples
        }

    return read


def test_the_figures_of_the_report(scrape):
    now = timezone.now()
    note_sweep(now=now)
    make_delivery(state=Delivery.States.DEAD)
    make_delivery(state=Delivery.States.HELD, held_reason="gone")
    make_delivery(first_due_at=now - timedelta(hours=1), next_attempt_at=now)
    make_offer()
    make_referral(body=make_body(contact_state="retired"))
    make_referral(due_at=now - timedelta(days=1))
    since = now - timedelta(minutes=5)
    Breaker.objects.create(carrier="relay", failures=5, opened_at=since)

    found = scrape()

    assert found["up",] == 1
    assert found["sending_stopped",] == 0
    assert found["messages", "given_up"] == found["messages", "held"] == 1
    assert found["messages", "late"] == 1
    assert found["messages", "overdue"] == found["messages", "bounced"] == 0
    assert found["messages_held", "gone"] == 1
    assert found["messages_held", "suspect"] == 0
    assert found["offers", "unrouted"] == 1
    assert found["offers", "with_retired"] == found["offers", "unanswered"] == 1
    assert found["offers", "lost"] == 0
    assert found["trouble", "carrier"] == found["trouble", "given_up"] == 1
    assert found["trouble", "database"] == 0
    assert 300 <= found["carrier_out_of_order_seconds", "relay"] < 400
    assert 3600 <= found["oldest_waiting_age_seconds",] < 3700
    assert found["last_sweep_age_seconds",] < 60


def test_before_the_first_sweep_there_is_no_age_of_it(scrape):
    assert ("last_sweep_age_seconds",) not in scrape()


def test_without_a_database_it_is_not_up(scrape, database_away):
    found = scrape()

    assert found["up",] == 0
    assert found["trouble", "database"] == 1
    assert ("messages", "held") not in found


@pytest.mark.parametrize("sent", ["", "Bearer wrong", TOKEN])
def test_without_the_token_there_are_none(client, settings, sent):
    settings.HILFE_UKRAINE_HEALTH_TOKEN = TOKEN

    response = client.get(ADDRESS, HTTP_AUTHORIZATION=sent)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert b"hilfe_ukraine_" not in response.content


def test_where_no_token_is_set_there_are_none(client):
    response = client.get(ADDRESS, HTTP_AUTHORIZATION="Bearer ")

    assert response.status_code == 404
    assert "HILFE_UKRAINE_HEALTH_TOKEN" in response.content.decode()


def test_without_the_library_it_says_so(client, as_monitor, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "hilfe_ukraine.views.prometheus", raising=False)

    response = client.get(ADDRESS, **as_monitor)

    assert response.status_code == 404
    assert "not installed" in response.content.decode()


def test_a_broken_check_is_told_without_its_words(scrape, monkeypatch):
    def break_down(**_):
        raise ValueError("erika@muster.example")

    monkeypatch.setattr(actions, "stuck_report", break_down)

    assert scrape()["trouble", "check"] == 1


def test_every_figure_is_documented_and_no_other(scrape):
    note_sweep(now=timezone.now())
    Breaker.objects.create(carrier="relay", opened_at=timezone.now())
    given = {f"hilfe_ukraine_{name}" for name, *_ in scrape()}

    assert set(re.findall(r"^\| `(hilfe_ukraine_\w+)", DOCS.read_text(), re.M)) == given

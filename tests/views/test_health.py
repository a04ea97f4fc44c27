"""The health check by address: status to everybody, figures with the token."""

import json

import pytest

from django.db import connection

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Breaker, Delivery
from tests.factories import NOW, make_delivery, make_offer
from tests.views.monitor import TOKEN


pytestmark = pytest.mark.django_db

ADDRESS = "/hilfe/health/"


@pytest.fixture
def swept():
    note_sweep(now=shared_now())


def test_it_says_no_more_than_the_status(client, swept):
    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_trouble_is_503(client, swept):
    make_delivery(state=Delivery.States.DEAD)

    response = client.get(ADDRESS)

    assert (response.status_code, response.json()) == (503, {"status": "trouble"})
    assert client.head(ADDRESS).status_code == 503


def test_many_strangers_cost_no_more_than_one(
    client, as_monitor, swept, django_assert_num_queries
):
    client.get(ADDRESS)

    with django_assert_num_queries(0):
        assert client.get(ADDRESS).json() == {"status": "ok"}
    make_delivery(state=Delivery.States.DEAD)
    assert client.get(ADDRESS, **as_monitor).status_code == 503


def test_with_the_token_it_gives_figures(client, as_monitor, swept):
    make_delivery(state=Delivery.States.DEAD)
    make_delivery(state=Delivery.States.HELD, held_reason="suspect")
    make_offer()

    found = client.get(ADDRESS, **as_monitor).json()

    assert found["troubles"] == ["given_up"]
    assert (found["given_up"], found["held"]) == (1, {"suspect": 1})
    assert (found["unrouted"], found["bounced"], found["lost"]) == (1, 0, 0)
    assert found["last_sweep_seconds"] < 60
    assert found["oldest_waiting_seconds"] is None
    assert found["stopped_since"] is None


def test_carriers_and_stop_are_told_without_names_of_people(client, as_monitor):
    stop_sending(user=None, reason="Call Erika", now=NOW)
    Breaker.objects.create(
        carrier="relay", opened_at=NOW, open_until=NOW, last_code="421"
    )

    text = client.get(ADDRESS, **as_monitor).content.decode()

    assert json.loads(text)["carriers_out_of_order"] == [
        {
            "carrier": "relay",
            "since": NOW.isoformat(),
            "next_try": NOW.isoformat(),
            "last_answer": "421",
        }
    ]
    assert json.loads(text)["stopped_since"] == NOW.isoformat()
    assert "Erika" not in text


@pytest.mark.parametrize(
    "sent", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer \xfc"]
)
def test_another_token_gives_no_figures(client, as_monitor, swept, sent):
    response = client.get(ADDRESS, HTTP_AUTHORIZATION=sent)

    assert response.json() == {"status": "ok"}


def test_where_no_token_is_set_an_empty_one_gives_none(client, swept):
    response = client.get(ADDRESS, HTTP_AUTHORIZATION="Bearer ")

    assert response.json() == {"status": "ok"}


def test_a_database_that_is_away_is_no_error_page(client, as_monitor, database_away):
    response = client.get(ADDRESS, **as_monitor)

    assert response.status_code == 503
    assert response.json() == {"status": "trouble", "troubles": ["database"]}


def test_not_even_where_every_request_is_a_transaction(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    entered = []
    monkeypatch.setattr(connection, "savepoint", lambda: entered.append(1))

    client.get(ADDRESS)

    assert entered == []


def test_it_is_only_read(client):
    assert client.post(ADDRESS).status_code == 405

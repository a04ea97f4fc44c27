"""The health check: status to everybody, figures to who knows the token."""

import json
import os
import subprocess
import sys

from datetime import timedelta
from pathlib import Path

import pytest

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from hilfe_ukraine.actions.housekeeping import note_sweep
from hilfe_ukraine.actions.sending.health import (
    Trouble,
    figures,
    look,
    look_for_strangers,
)
from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.actions.sending.stuck import count_lost
from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from tests.factories import NOW, make_delivery, make_offer
from tests.views.monitor import TOKEN


pytestmark = pytest.mark.django_db

ADDRESS = "/hilfe/health/"
LONG_AGO = NOW - timedelta(minutes=16)
ROOT = Path(__file__).parents[2]
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def swept():
    note_sweep(now=timezone.now())


def troubles(now=NOW):
    return look(now=now).troubles


class TestTroubles:
    def test_none_where_all_is_well(self):
        note_sweep(now=NOW)

        assert troubles() == ()

    def test_nobody_has_ever_looked_for_due_messages(self):
        assert troubles() == (Trouble.NO_SWEEP,)

    def test_nobody_has_looked_for_long(self):
        note_sweep(now=LONG_AGO)

        assert troubles() == (Trouble.NO_SWEEP,)

    @pytest.mark.parametrize(
        ("make", "trouble"),
        [
            (lambda: stop_sending(user=None, reason="", now=NOW), "stopped"),
            (lambda: Breaker.objects.create(carrier="x", opened_at=NOW), "carrier"),
            (lambda: make_delivery(next_attempt_at=LONG_AGO), "overdue"),
            (lambda: make_delivery(state="dead"), "given_up"),
            (
                lambda: make_offer(
                    state="unconfirmed", waiting_for="", release_at=LONG_AGO
                ),
                "not_released",
            ),
            (lambda: make_offer(waiting_for=""), "lost"),
        ],
    )
    def test_each_kind(self, make, trouble):
        note_sweep(now=NOW)
        make()
        count_lost(now=NOW)

        assert troubles() == (trouble,)

    def test_work_for_people_is_none(self):
        note_sweep(now=NOW)
        make_offer(waiting_for=HelpOffer.WaitingFor.BODY)
        make_delivery(state=Delivery.States.HELD, held_reason="gone")
        make_delivery(state=Delivery.States.BOUNCED)
        make_delivery(first_due_at=LONG_AGO, next_attempt_at=NOW + timedelta(hours=1))

        assert troubles() == ()

    def test_a_database_that_is_away(self, database_away, caplog):
        found = look(now=NOW)

        assert (found.troubles, found.report) == ((Trouble.DATABASE,), None)
        assert figures(found) == {"status": "trouble", "troubles": ["database"]}
        assert "erika" not in caplog.text

    def test_a_check_that_breaks(self, settings):
        settings.HILFE_UKRAINE_LATE_MINUTES = "soon"

        assert troubles() == (Trouble.CHECK,)


class TestAddress:
    def test_says_no_more_than_the_status(self, client, swept):
        response = client.get(ADDRESS)

        assert response.status_code == 200
        assert response.json() == {"status": "ok"}
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies

    def test_trouble_is_503(self, client, swept):
        make_delivery(state=Delivery.States.DEAD)

        response = client.get(ADDRESS)

        assert (response.status_code, response.json()) == (503, {"status": "trouble"})
        assert client.head(ADDRESS).status_code == 503

    def test_many_strangers_cost_no_more_than_one(
        self, client, as_monitor, swept, django_assert_num_queries
    ):
        client.get(ADDRESS)

        with django_assert_num_queries(0):
            assert client.get(ADDRESS).json() == {"status": "ok"}
        make_delivery(state=Delivery.States.DEAD)
        assert client.get(ADDRESS, **as_monitor).status_code == 503

    def test_strangers_hear_of_trouble_within_seconds(self, swept):
        now = timezone.now()
        assert look_for_strangers(now=now).is_fine
        make_delivery(state=Delivery.States.DEAD)

        assert look_for_strangers(now=now + timedelta(seconds=4)).is_fine
        assert not look_for_strangers(now=now + timedelta(seconds=5)).is_fine

    def test_with_the_token_it_gives_figures(self, client, as_monitor, swept):
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

    def test_carriers_and_stop_are_told_without_names_of_people(
        self, client, as_monitor
    ):
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
    def test_another_token_gives_no_figures(self, client, as_monitor, swept, sent):
        response = client.get(ADDRESS, HTTP_AUTHORIZATION=sent)

        assert response.json() == {"status": "ok"}

    def test_where_no_token_is_set_an_empty_one_gives_none(self, client, swept):
        response = client.get(ADDRESS, HTTP_AUTHORIZATION="Bearer ")

        assert response.json() == {"status": "ok"}

    def test_a_database_that_is_away_is_no_error_page(
        self, client, as_monitor, database_away
    ):
        response = client.get(ADDRESS, **as_monitor)

        assert response.status_code == 503
        assert response.json() == {"status": "trouble", "troubles": ["database"]}

    def test_not_even_where_every_request_is_a_transaction(self, client, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
        entered = []
        monkeypatch.setattr(connection, "savepoint", lambda: entered.append(1))

        client.get(ADDRESS)

        assert entered == []

    def test_it_is_only_read(self, client):
        assert client.post(ADDRESS).status_code == 405


class TestCommand:
    def run(self, capsys, *options):
        try:
            call_command("hilfe_health", *options)
        except SystemExit as end:
            return end.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    def test_all_is_well(self, capsys, swept):
        code, out = self.run(capsys)

        assert code == 0
        assert out.startswith("status: ok\ntroubles: none\n")

    def test_trouble(self, capsys, swept):
        make_delivery(state=Delivery.States.DEAD)

        code, out = self.run(capsys)

        assert code == 1
        assert "troubles: given_up\n" in out
        assert "given_up: 1\n" in out
        assert "bounced" not in out

    def test_json_is_what_the_address_gives(self, capsys, client, as_monitor, swept):
        make_delivery(state=Delivery.States.DEAD)

        code, out = self.run(capsys, "--json")

        assert code == 1
        assert json.loads(out).keys() == client.get(ADDRESS, **as_monitor).json().keys()

    def test_without_a_database(self, capsys, database_away):
        code, out = self.run(capsys, "--json")

        assert code == 1
        assert json.loads(out) == {"status": "trouble", "troubles": ["database"]}

    def test_with_a_database_that_really_is_away(self):
        nowhere = {"HILFE_TEST_DB": "postgres", "HILFE_TEST_POSTGRES": NOWHERE}
        done = subprocess.run(
            [sys.executable, "-m", "django", "hilfe_health", "--json"],
            env={**os.environ, **nowhere, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout) == {
            "status": "trouble",
            "troubles": ["database"],
        }
        assert "Traceback" not in done.stderr

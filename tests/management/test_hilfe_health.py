"""``hilfe_health``: the same check, for a monitor or a person at the machine."""

import json
import os
import subprocess
import sys

from pathlib import Path

import pytest

from django.core.management import call_command

from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Delivery
from tests.factories import make_delivery


pytestmark = pytest.mark.django_db

ADDRESS = "/hilfe/health/"
ROOT = Path(__file__).parents[2]
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def swept():
    note_sweep(now=shared_now())


def run(capsys, *options):
    try:
        call_command("hilfe_health", *options)
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_nothing_to_say_where_all_is_well(capsys, swept):
    code, out = run(capsys)

    assert code == 0
    assert out.startswith("status: ok\ntroubles: none\n")


def test_trouble_ends_with_code_1_and_says_how_much(capsys, swept):
    make_delivery(state=Delivery.States.DEAD)

    code, out = run(capsys)

    assert code == 1
    assert "troubles: given_up\n" in out
    assert "given_up: 1\n" in out
    assert "bounced" not in out


def test_json_is_what_the_address_gives(capsys, client, settings, swept):
    settings.HILFE_UKRAINE_HEALTH_TOKEN = "a token"
    make_delivery(state=Delivery.States.DEAD)

    code, out = run(capsys, "--json")

    assert code == 1
    assert (
        json.loads(out).keys()
        == client.get(ADDRESS, HTTP_AUTHORIZATION="Bearer a token").json().keys()
    )


def test_without_a_database_it_says_so(capsys, database_away):
    code, out = run(capsys, "--json")

    assert code == 1
    assert json.loads(out) == {"status": "trouble", "troubles": ["database"]}


def test_with_a_database_that_really_is_away():
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

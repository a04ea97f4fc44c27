"""A database that fails costs nobody his offer (F14, F15, F26)."""

import contextlib
import socket
import sqlite3

import pytest

from django.db import connection, connections
from django.test import Client

from hilfe_ukraine.models import Delivery, HelpOffer
from tests.offer_page.browse import fill, read_form
from tests.offer_page.read import read_page, says
from tests.views.failing_database import full_disk, other_settings


pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("offer_page", "file_database"),
]

STEP_TWO = "/hilfe-ukraine/?category=translation&postcode=02826"
NOT_YET = "Your offer was not stored yet. Nothing you wrote is lost."
#: Long enough to need a page of its own in any table.
DETAILS = 'Ein "Zimmer" & <mehr>\r\n\r\nam Fluss. ' + "Ruhig gelegen. " * 200


def fill_in(client, path=STEP_TWO):
    page = client.get(path)
    return read_form(page).action, fill(page, details=DETAILS)


def without_database():
    """The server is not there: nobody listens where it should be."""
    if connection.vendor == "sqlite":
        return other_settings(NAME="/nonexistent/db.sqlite3")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return other_settings(PORT=port, HOST="127.0.0.1")


@contextlib.contextmanager
def locked_database():
    """Somebody holds the lock that the offer needs, for longer than we may wait."""
    if connection.vendor == "sqlite":
        options = {**connections["default"].settings_dict["OPTIONS"], "timeout": 0.2}
        other = sqlite3.connect(connections["default"].settings_dict["NAME"])
        other.execute("BEGIN IMMEDIATE")
    else:
        options = {"options": "-c statement_timeout=300"}
        other = connection.copy()
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE hilfe_ukraine_helpoffer")
    try:
        with other_settings(OPTIONS=options):
            yield
    finally:
        other.rollback()
        other.close()


def send_again(client, response):
    """Press the button of the page, and nothing else."""
    form = read_form(response)
    return client.post(form.action, form.fields)


@pytest.mark.parametrize("trouble", [without_database, locked_database, full_disk])
def test_what_was_typed_is_kept_and_sent_again(client, trouble):
    action, filled = fill_in(client)
    with trouble():
        response = client.post(action, filled)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert says(response, NOT_YET)
    assert read_form(response).action == action
    assert read_form(response).fields == filled
    assert not HelpOffer.objects.exists()

    again = send_again(client, response)

    assert again.status_code == 303, again.content.decode()
    offer = HelpOffer.objects.get()
    assert offer.entries[0]["value"] == DETAILS.replace("\r\n", "\n").strip()
    assert offer.reference in client.get(again["Location"]).content.decode()
    assert Delivery.objects.filter(kind="forward").count() == 1


def test_the_page_needs_no_cookie_and_sets_none():
    client = Client(enforce_csrf_checks=True)
    action, filled = fill_in(client)
    with without_database():
        response = client.post(action, filled)

    assert not response.cookies
    assert send_again(client, response).status_code == 303


def test_the_page_is_as_often_shown_as_the_database_is_away(client):
    action, filled = fill_in(client)
    with without_database():
        response = client.post(action, filled)
        response = send_again(client, response)

    assert read_form(response).fields == filled


def test_the_page_speaks_the_language_of_the_form(client, ukrainian_page):
    action, filled = fill_in(client, ukrainian_page.url + STEP_TWO[15:])
    with without_database():
        response = client.post(action, filled)

    assert read_page(response).lang == response["Content-Language"] == "uk"


@pytest.mark.parametrize("language", ["xx", "", "../de"])
def test_a_language_that_is_not_ours_becomes_the_default_one(client, language):
    action, filled = fill_in(client)
    with without_database():
        response = client.post(action, {**filled, "language": language})

    assert read_page(response).lang == "de"


def test_several_values_of_one_field_are_kept(client):
    action, filled = fill_in(client)
    with without_database():
        response = client.post(action, {**filled, "question-x": ["a", "b"]})

    html = response.content.decode()
    assert html.count('name="question-x"') == 2


def test_a_wrong_entry_is_still_told_when_it_is_sent_again(client):
    action, filled = fill_in(client)
    with without_database():
        response = client.post(action, {**filled, "privacy": ""})

    assert send_again(client, response).status_code == 422


def test_the_log_names_the_error_and_nothing_that_was_typed(client, caplog):
    action, filled = fill_in(client)
    with full_disk():
        client.post(action, filled)

    assert "an offer could not be stored: OperationalError" in caplog.text
    assert "Muster" not in caplog.text
    assert "Zimmer" not in caplog.text

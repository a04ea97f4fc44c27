"""What only PostgreSQL can do to an offer on its way (F13, F14, F15)."""

import contextlib

import pytest

from django.db import connection, connections

from hilfe_ukraine.models import Delivery, HelpOffer, Referral
from tests.offer_page.browse import fill, read_form
from tests.views.failing_database import CommitCutter, on_insert, other_settings, sql


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("offer_page"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="runs with HILFE_TEST_DB=postgres"
    ),
]

STEP_TWO = "/hilfe-ukraine/?category=translation&postcode=02826"


def fill_in(client):
    page = client.get(STEP_TWO)
    return read_form(page).action, fill(page)


def send_again(client, response):
    assert response.status_code == 503
    form = read_form(response)
    return client.post(form.action, form.fields)


def assert_one_offer(response):
    assert response.status_code == 303
    assert HelpOffer.objects.count() == Referral.objects.count() == 1
    assert Delivery.objects.filter(kind="forward").count() == 1


@contextlib.contextmanager
def once(statement):
    """Let the statement happen for the first offer only, whatever is rolled back."""
    sql("CREATE SEQUENCE troubles")
    try:
        with on_insert(f"IF nextval('troubles') = 1 THEN {statement} END IF;"):
            yield
    finally:
        sql("DROP SEQUENCE troubles")


def raising(code):
    return f"RAISE EXCEPTION 'trouble' USING ERRCODE = '{code}';"


TERMINATE = "PERFORM pg_terminate_backend(pg_backend_pid());"


@pytest.mark.parametrize(
    "statement",
    [raising("40001"), raising("40P01"), TERMINATE],
    ids=["serialization", "deadlock", "restart"],
)
def test_what_is_over_at_once_is_tried_once_more(client, statement):
    action, filled = fill_in(client)
    with once(statement):
        response = client.post(action, filled)

    assert_one_offer(response)


@pytest.mark.parametrize(
    "statement",
    [raising("40001"), raising("40P01"), TERMINATE],
    ids=["serialization", "deadlock", "restart"],
)
def test_what_happens_again_is_said(client, statement):
    action, filled = fill_in(client)
    with on_insert(statement):
        response = client.post(action, filled)
    assert not HelpOffer.objects.exists()

    assert_one_offer(send_again(client, response))


def test_a_connection_that_a_restart_has_cut_costs_nobody_anything(client):
    action, filled = fill_in(client)
    with other_settings():
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        other = connections["default"].copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()

        response = client.post(action, filled)

    assert_one_offer(response)


def test_without_a_free_connection_the_offer_is_kept(client):
    action, filled = fill_in(client)
    sql("CREATE ROLE hilfe_few LOGIN SUPERUSER CONNECTION LIMIT 0")
    # The limit does not count for superusers, and the others see no tables.
    sql("ALTER ROLE hilfe_few NOSUPERUSER")
    try:
        with other_settings(USER="hilfe_few"):
            response = client.post(action, filled)
    finally:
        sql("DROP ROLE hilfe_few")

    assert_one_offer(send_again(client, response))


@pytest.fixture
def cutter():
    settings = connections["default"].settings_dict
    proxy = CommitCutter(settings["HOST"], int(settings["PORT"]))
    yield proxy
    proxy.close()


def through(cutter):
    return other_settings(HOST="127.0.0.1", PORT=cutter.port)


def test_if_only_the_answer_to_commit_is_lost_sending_again_is_the_same_offer(
    client, cutter
):
    action, filled = fill_in(client)
    with through(cutter):
        response = client.post(action, filled)
    assert cutter.broken == 1
    assert HelpOffer.objects.count() == 1

    again = send_again(client, response)

    assert_one_offer(again)
    reference = HelpOffer.objects.get().reference
    assert reference in client.get(again["Location"]).content.decode()


def test_on_an_old_connection_the_second_try_finds_the_same_offer(client, cutter):
    action, filled = fill_in(client)
    with through(cutter):
        cutter.cuts = False
        connection.ensure_connection()
        cutter.cuts = True

        responses = [client.post(action, filled)]

    assert cutter.broken >= 1
    assert HelpOffer.objects.count() == 1
    responses.append(client.post(action, filled))
    assert_one_offer(responses[-1])


def test_a_mistake_of_ours_is_not_called_a_trouble_of_the_database(client):
    action, filled = fill_in(client)
    sql("ALTER TABLE hilfe_ukraine_helpoffer RENAME COLUMN page_title TO gone")
    try:
        client.raise_request_exception = False
        assert client.post(action, filled).status_code == 500
    finally:
        sql("ALTER TABLE hilfe_ukraine_helpoffer RENAME COLUMN gone TO page_title")

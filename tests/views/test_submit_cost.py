"""What steps and a POST cost in SQL statements, and what caches may keep."""

import pytest

from django.test import Client

from hilfe_ukraine.models import HelpOffer
from tests.database import statements
from tests.factories import make_body
from tests.offer_page.browse import fill, read_form
from tests.offer_page.site import add_question, publish, route
from tests.testapp.models import EmptyPage


pytestmark = pytest.mark.django_db

ADDRESSES = {
    "step one": "/hilfe-ukraine/",
    "question of the place": "/hilfe-ukraine/?category=housing&postcode=02827",
    "question of a fact": "/hilfe-ukraine/?category=housing&postcode=02826",
    "redirect": "/hilfe-ukraine/?category=translation&postcode=04109",
    "step two": "/hilfe-ukraine/?category=translation&postcode=02826",
}


@pytest.fixture
def portal(offer_page):
    """A page with questions and rules that lead to each of the addresses above."""
    kreis, stadt = make_body("kreis"), make_body("stadt")
    housing = offer_page.categories.get(key="housing")
    add_question(offer_page, "Haustiere", (housing,))
    add_question(offer_page, "Bemerkung", required=False)
    large = {"bodies": (stadt,), "conditions": (("quantity", "at_least", "10"),)}
    route("14626110", {"categories": (housing,), **large})
    route("14626", {"bodies": (kreis,)})
    route("14713", {"outcome": "redirect", "text": "Bitte an die Stadt."})
    empty = EmptyPage(title="Leer", slug="leer")
    offer_page.get_parent().add_child(instance=empty)
    return offer_page


def warm_cost(client, address):
    """Return response and statements of a GET when every cache is warm."""
    client.get(address)
    with statements() as found:
        response = client.get(address)
    assert response.status_code == 200
    return response, found


@pytest.mark.parametrize("step", ADDRESSES)
def test_a_step_costs_three_statements_beyond_an_empty_page(client, portal, step):
    _, empty = warm_cost(client, "/leer/")
    response, found = warm_cost(client, ADDRESSES[step])

    listing = "\n".join(found)
    cost = f"{step}: {len(found)}, empty page: {len(empty)}\n{listing}"
    assert len(found) <= len(empty) + 3, cost
    assert ("captcha_0" in read_form(response).names) == (step == "step two")


@pytest.mark.parametrize("step", ADDRESSES)
def test_no_step_sets_or_depends_on_a_cookie(client, portal, step):
    response = client.get(ADDRESSES[step])

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Referrer-Policy"] == "same-origin"
    if step == "step two":
        # Not "no-store": whoever goes back to it must find the same form.
        assert response["Cache-Control"] == "private, no-cache, max-age=0"
        assert "private" in response["Cache-Control"]
    else:
        kept = {word.strip() for word in response["Cache-Control"].split(",")}
        assert kept == {"public", "max-age=0", "s-maxage=60"}


def test_caches_keep_nothing_for_somebody_with_a_cookie(client, portal):
    client.cookies["sessionid"] = "x"

    response = client.get("/hilfe-ukraine/")
    assert "private" in response["Cache-Control"]
    assert "s-maxage" not in response["Cache-Control"]


@pytest.mark.parametrize("confirmation_required", [False, True])
def test_a_post_needs_at_most_twelve_statements(portal, confirmation_required):
    publish(portal, confirmation_required=confirmation_required)
    client = Client()
    first, second = (client.get(ADDRESSES["step two"]) for _ in range(2))
    assert client.post(read_form(first).action, fill(first)).status_code == 303

    data = fill(second)
    with statements() as found:
        response = client.post(read_form(second).action, data)

    assert response.status_code == 303
    assert HelpOffer.objects.count() == 2
    listing = "\n".join(found)
    assert len(found) <= 12, f"a valid POST: {len(found)}\n{listing}"

"""What a GET of the page shows, for whatever address people come with."""

import html
import re

from urllib.parse import parse_qsl

import pytest

from captcha.models import CaptchaStore

from hilfe_ukraine.models import CategoryText
from hilfe_ukraine.offer_page.steps import error_list
from tests.database import row_counts
from tests.factories import make_body, make_category
from tests.offer_page.browse import read_form
from tests.offer_page.read import complaints, in_german, read_page, says
from tests.offer_page.site import add_question, publish, route


pytestmark = pytest.mark.django_db

PAGE = "/hilfe-ukraine/"


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}?utm_source=brief", f"{PAGE}?fbclid=%00", f"{PAGE}?%00"]
)
def test_who_arrives_sees_step_one_and_no_error(client, offer_page, address):
    response = client.get(address)

    assert response.status_code == 200
    assert response.context["errors"] == []
    form = read_form(response, "get")
    assert {"category", "postcode", "statewide"} <= set(form.names)
    assert "name" not in form.names
    assert "captcha_0" not in form.names


def test_step_one_shows_the_words_of_each_category(client, offer_page):
    CategoryText.objects.update(description="Auch für <Tiere>")
    publish(offer_page)

    content = client.get(PAGE).content.decode()
    assert content.count("Auch für &lt;Tiere&gt;") == 2
    assert "Übersetzen" in content


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("postcode=02826", "id_category_0"),
        ("category=weapons&postcode=02826", "id_category_0"),
        ("category=housing&postcode=", "id_postcode"),
        ("category=housing&postcode=0282", "id_postcode"),
        ("category=housing&postcode=%00", "id_postcode"),
        ("category=housing&postcode=80331", "id_postcode"),
        ("category=housing&postcode=80331&municipality=%00", "id_municipality"),
        ("category=weapons&postcode=02827&municipality=14713", "id_municipality_0"),
        ("category=housing&postcode=02827&municipality=14713", "id_municipality_0"),
        ("category=housing&postcode=02826&statewide=1", "id_statewide"),
        ("category=housing&postcode=02826&fact-quantity=x", "id_fact-quantity"),
        ("category=housing&postcode=02826&fact-helper=%00", "id_fact-helper_0"),
    ],
)
def test_each_error_of_step_one_leads_to_its_field(client, offer_page, query, field):
    response = client.get(f"{PAGE}?{query}")

    assert response.status_code == 200
    assert field in complaints(response)
    assert says(response, "Error:")
    assert "name" not in read_form(response).names


def test_typed_text_stays_in_step_one(client, offer_page):
    response = client.get(f"{PAGE}?category=translation&postcode=0282&statewide=")

    fields = read_form(response, "get").fields
    assert fields["category"] == "translation"
    assert fields["postcode"] == "0282"


def test_what_was_chosen_is_there_when_it_is_to_be_changed(client, offer_page):
    for query in (
        "category=translation&statewide=1",
        "category=housing&postcode=02826",
    ):
        told = client.get(f"{PAGE}?{query}&fact-quantity=2")
        back = f"{PAGE}?{query}&change=1"
        assert f'href="{html.escape(back)}"' in told.content.decode()

        response = client.get(back)
        assert response.context["errors"] == []
        assert response.context["verdict"] is response.context["form"] is None
        form = read_form(response, "get")
        chosen = dict(parse_qsl(query))
        assert {name: form.fields.get(name) for name in chosen} == chosen
        assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("rest", ["", "&category=weapons&postcode=%00"])
def test_what_is_to_be_changed_is_not_complained_of(client, offer_page, rest):
    response = client.get(f"{PAGE}?change=1{rest}")

    assert response.status_code == 200
    assert response.context["errors"] == []


def test_nothing_entered_gets_a_script_into_the_page(client, offer_page):
    attack = '"><script>alert(1)</script>'
    query = {"category": attack, "postcode": attack, "municipality": attack}

    assert b"<script>" not in client.get(PAGE, query).content


def test_a_question_carries_on_what_is_known(client, offer_page):
    route("14626110", {"bodies": (make_body("stadt", name="Stadt Görlitz"),)})
    asked = client.get(f"{PAGE}?category=housing&postcode=02827")

    form = read_form(asked, "get")
    assert form.fields["category"] == "housing"
    assert form.fields["postcode"] == "02827"
    told = client.get(PAGE, {**form.fields, "municipality": "14626110"})
    assert "Stadt Görlitz" in told.content.decode()
    open_still = client.get(PAGE, form.fields)
    assert complaints(open_still) == {
        "id_municipality_0": in_german("Choose the place where the help is.")
    }


def test_a_redirect_is_shown_before_any_name_or_phone_field(client, offer_page):
    route("14626", {"outcome": "redirect", "text": "Bitte <selbst> anrufen."})
    response = client.get(f"{PAGE}?category=housing&postcode=02826")

    assert "Bitte &lt;selbst&gt; anrufen." in response.content.decode()
    assert {"name", "phone"}.isdisjoint(read_form(response).names)
    assert not CaptchaStore.objects.exists()


def test_step_two_says_who_gets_the_offer(client, offer_page):
    response = client.get(f"{PAGE}?category=housing&postcode=02826")

    assert "Landesdirektion" in response.content.decode()
    names = read_form(response).names
    assert {"token", "seen", "category", "postcode", "name", "email"} <= set(names)
    assert read_page(response).lang == "de"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"outcome": "keep"}, "Your offer is noted until it is needed"),
        ({}, "We take your offer and find the right place for it"),
    ],
)
def test_step_two_says_so_when_nobody_gets_it_yet(client, offer_page, rule, message):
    publish(offer_page, fallback_body=None)
    route("14626", rule)
    response = client.get(f"{PAGE}?category=housing&postcode=02826")

    assert says(response, message)
    assert "captcha_0" in read_form(response).names


def test_each_form_has_a_token_and_a_captcha_of_its_own(client, offer_page):
    pages = [client.get(f"{PAGE}?category=housing&postcode=02826") for _ in range(2)]
    first, second = (read_form(page).fields for page in pages)

    assert first["token"] != second["token"]
    assert first["captcha_0"] != second["captcha_0"]


def test_looking_at_step_two_stores_a_captcha_and_nothing_else(client, offer_page):
    client.get(PAGE)
    before = row_counts()
    client.get(f"{PAGE}?category=housing&postcode=02826")

    captchas = before.pop("captcha_captchastore")
    after = row_counts()
    assert after.pop("captcha_captchastore") == captchas + 1
    assert after == before


def test_the_page_takes_no_post(client, offer_page):
    response = client.post(PAGE, {"category": "housing"})

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert client.options(PAGE)["Allow"] == "GET, HEAD, OPTIONS"


def test_a_single_box_has_its_hint_and_says_that_it_may_stay_empty(client, offer_page):
    values = {"field_type": "checkbox", "help_text": "Ohne Stufen", "required": False}
    add_question(offer_page, "Barrierefrei?", **values)
    response = client.get(f"{PAGE}?category=housing&postcode=02826")
    page, content = read_page(response), response.content.decode()

    assert page.describing <= set(page.ids)
    assert "Ohne Stufen</p>" in content
    (label,) = re.findall(r"<label[^>]*>Barrierefrei\?.*?</label>", content, re.S)
    assert "hu-optional" in label


def test_statewide_is_a_choice_and_not_called_optional(client, offer_page):
    content = client.get(PAGE).content.decode()
    (label,) = re.findall(r'<label for="id_statewide">.*?</label>', content, re.S)

    assert "hu-optional" not in label


def test_a_page_without_categories_is_shown(client, offer_page):
    publish(offer_page, categories=[])

    assert client.get(PAGE).status_code == 200
    response = client.get(f"{PAGE}?category=housing&postcode=02826")
    assert response.status_code == 200
    assert "name" not in read_form(response).names


def test_a_category_without_words_is_shown_by_its_key(client, offer_page):
    publish(offer_page, categories=[make_category("jobs")])

    assert "jobs" in client.get(PAGE).content.decode()


def test_an_error_of_a_whole_form_leads_to_the_content(enquire):
    enquiry = enquire("category=housing&postcode=02826")
    enquiry.add_error(None, "Alles falsch")

    assert error_list(enquiry, None) == [("content", "Alles falsch")]

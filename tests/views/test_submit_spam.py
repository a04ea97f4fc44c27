"""When a form is asked for the captcha, and that no offer is lost by it."""

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django.core.cache import cache
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from tests.database import statements
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.read import complaints, read_page, says
from tests.offer_page.site import publish


pytestmark = pytest.mark.django_db

STEP_TWO = "/hilfe-ukraine/?category=translation&postcode=02826"
WITH_DIGITS = (
    "We could not tell whether this form was filled in by a person. Please enter the "
    "digits at its end. Nothing you wrote is lost."
)
ONCE_MORE = (
    "We could not tell whether this form was filled in by a person. Please check it "
    "and send it once more. Nothing you wrote is lost."
)
TYPED = "Ein Zimmer,\nruhig gelegen"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def form(client, offer_page):
    """Return a function that opens step two of a page with this setting."""

    def form(mode, *, minutes=2):
        publish(offer_page, captcha=mode)
        response = client.get(STEP_TWO)
        return response, opened(response, offer_page, minutes)

    return form


def opened(response, page, minutes):
    """The token of a form that was opened so long ago."""
    age = timedelta(hours=24) - timedelta(minutes=minutes)
    return make_token(
        Purpose.SUBMIT,
        HelpOffer().uuid,
        version=page.pk,
        expires_at=timezone.now() + age,
    )


def asks_digits(response):
    return "captcha_0" in read_form(response).names


# On suspicion.


def test_a_person_is_asked_for_nothing(client, form):
    page, token = form("on_suspicion")

    assert not asks_digits(page)
    assert not CaptchaStore.objects.exists()
    assert send(client, page, token=token).status_code == 303


SUSPECT = {
    "the trap is filled in": ({"homepage": "https://casino.example"}, 2),
    "it came at once": ({}, 0),
}


@pytest.mark.parametrize("case", SUSPECT)
def test_what_looks_automatic_is_asked_for_digits_and_then_taken(client, form, case):
    answers, minutes = SUSPECT[case]
    page, token = form("on_suspicion", minutes=minutes)
    response = send(client, page, token=token, details=TYPED, **answers)

    assert response.status_code == 422
    assert says(response, WITH_DIGITS)
    assert list(complaints(response)) == ["id_captcha_1"]
    fields = read_form(response).fields
    assert (fields["details"], fields["homepage"]) == (TYPED, "")
    assert not HelpOffer.objects.exists()
    assert send(client, response).status_code == 303
    assert HelpOffer.objects.count() == 1


def test_digits_that_were_asked_for_must_be_typed(client, form):
    page, token = form("on_suspicion", minutes=0)
    asked = send(client, page, token=token)
    response = send(client, asked, captcha_1="")

    assert list(complaints(response)) == ["id_captcha_1"]
    assert not says(response, WITH_DIGITS)


def test_after_many_forms_from_one_address_digits_are_asked_for(client, form, settings):
    settings.HILFE_UKRAINE_SPAM_POSTS_PER_HOUR = 1
    settings.HILFE_UKRAINE_SPAM_ADDRESS_META = "HTTP_X_FORWARDED_FOR"
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.7"
    codes = []
    for _ in range(2):
        page, token = form("on_suspicion")
        codes.append((response := send(client, page, token=token)).status_code)

    assert codes == [303, 422]
    assert says(response, WITH_DIGITS)
    assert send(client, response).status_code == 303


def test_the_trap_is_out_of_the_way_of_people(client, form):
    page, _token = form("on_suspicion")
    content = page.content.decode()
    trap = content[content.index('class="hu-trap"') :]

    assert trap.startswith('class="hu-trap" aria-hidden="true"')
    assert 'tabindex="-1"' in trap[: trap.index("</div>")]
    assert 'autocomplete="off"' in trap[: trap.index("</div>")]
    assert len(set(read_page(page).ids)) == len(read_page(page).ids)


def test_where_the_trap_tells_nothing_there_is_none(client, form, settings):
    assert "homepage" not in read_form(form("always")[0]).names
    settings.HILFE_UKRAINE_SPAM_PARTS = []
    assert "homepage" not in read_form(form("on_suspicion")[0]).names


# Never.


@pytest.mark.parametrize("case", SUSPECT)
def test_without_a_captcha_one_more_click_is_asked_for(client, form, case):
    answers, minutes = SUSPECT[case]
    page, token = form("never", minutes=minutes)
    response = send(client, page, token=token, details=TYPED, **answers)

    assert response.status_code == 422
    assert says(response, ONCE_MORE)
    assert not asks_digits(response)
    assert read_form(response).fields["details"] == TYPED
    assert not HelpOffer.objects.exists()
    assert send(client, response).status_code == 303
    assert not CaptchaStore.objects.exists()


def test_without_a_captcha_even_a_busy_address_is_served(client, form, settings):
    settings.HILFE_UKRAINE_SPAM_POSTS_PER_HOUR = 0
    settings.HILFE_UKRAINE_SPAM_ADDRESS_META = "HTTP_X_FORWARDED_FOR"
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.7"
    page, token = form("never")
    response = send(client, page, token=token)

    assert says(response, ONCE_MORE)
    assert send(client, response).status_code == 303


# Always, and solved once.


def test_always_asks_although_nothing_is_suspect(client, form):
    page, token = form("always")

    assert asks_digits(page)
    assert send(client, page, token=token, captcha_1="").status_code == 422
    assert send(client, page, token=token).status_code == 303


def test_solved_digits_are_not_asked_again_because_of_another_mistake(client, form):
    page, _token = form("always")
    response = send(client, page, name="")

    assert list(complaints(response)) == ["id_name"]
    assert not asks_digits(response)
    assert send(client, response).status_code == 303


def test_a_second_click_on_a_form_with_a_mistake_does_no_harm(client, form):
    page, _token = form("always")
    action, data = read_form(page).action, {**fill(page), "name": ""}
    first, second = (client.post(action, data) for _ in range(2))

    assert not asks_digits(first)
    assert not asks_digits(second)
    # And by the back button, the form without a pass and with the digits as typed.
    assert client.post(action, {**data, "name": "Erika"}).status_code == 303


def test_a_pass_lets_no_second_form_through(client, form):
    page, _token = form("always")
    passed = read_form(send(client, page, name="")).fields["passed"]
    other = client.get(STEP_TWO)
    response = send(client, other, passed=passed, captcha_0=None, captcha_1=None)

    assert list(complaints(response)) == ["id_captcha_1"]
    assert not HelpOffer.objects.exists()


def test_digits_bound_to_one_form_fit_no_other(client, form):
    page, _token = form("always")
    solved = fill(page)
    send(client, page, name="")
    other = client.get(STEP_TWO)
    digits = {name: solved[name] for name in ("captcha_0", "captcha_1")}
    response = send(client, other, **digits)

    assert list(complaints(response)) == ["id_captcha_1"]
    assert not HelpOffer.objects.exists()


def test_wrong_digits_beside_another_mistake_are_said_at_once(client, form):
    page, _token = form("always")
    used = read_form(page).fields["captcha_0"]
    response = send(client, page, name="", captcha_1="00000x")

    assert list(complaints(response)) == ["id_name", "id_captcha_1"]
    assert read_form(response).fields["captcha_0"] != used
    assert not CaptchaStore.objects.filter(hashkey=used).exists()


def test_a_form_that_is_shown_again_costs_two_statements_more_at_most(client, form):
    page, _token = form("always")
    action, data = read_form(page).action, fill(page, name="")
    with statements() as found:
        client.post(action, data)

    captchas = [sql for sql in found if "captcha" in sql and "page" not in sql]
    assert len(captchas) <= 2, captchas


# Other digits, without a script.


def test_other_digits_keep_what_was_typed_and_complain_of_nothing(client, form):
    page, _token = form("always")
    form_before = read_form(page)
    typed = fill(page, details=TYPED, name="", email="x", privacy="on", captcha_1="1")
    response = client.post(form_before.action, {**typed, "other_digits": "1"})

    assert response.status_code == 200
    assert 'role="alert"' not in response.content.decode()
    fields = read_form(response).fields
    assert (fields["details"], fields["name"], fields["email"]) == (TYPED, "", "x")
    assert ("privacy" in fields, fields["helper"]) == (True, "person")
    assert fields["token"] == typed["token"]
    assert fields["captcha_0"] != form_before.fields["captcha_0"]
    assert fields["captcha_1"] == ""
    assert not CaptchaStore.objects.filter(hashkey=typed["captcha_0"]).exists()
    sound = {"name": "Erika", "email": "", "phone": "0351 5640"}
    assert send(client, response, details=TYPED, **sound).status_code == 303


def test_any_key_may_stand_in_a_request_for_other_digits(client, form):
    page, _token = form("always")
    for key in ["\0", "", "x" * 20_000, None]:
        typed = {**fill(page, captcha_0=key), "other_digits": "1"}
        assert client.post(read_form(page).action, typed).status_code == 200


def test_the_enter_key_sends_the_form(client, form):
    """A browser presses the first button of a form."""
    content = form("always")[0].content.decode()

    assert content.index('type="submit">') < content.index('name="other_digits"')
    assert 'form="hu-offer" name="other_digits"' in content
    assert '#id_captcha_1"' in content


def test_nothing_of_it_needs_or_sets_a_cookie(client, form):
    for mode in ("always", "on_suspicion", "never"):
        page, token = form(mode, minutes=0)
        for response in (page, send(client, page, token=token, homepage="x")):
            assert not response.cookies
            assert "Cookie" not in response.get("Vary", "")

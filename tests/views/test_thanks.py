"""The thank-you page: the reference and what happens next, and nobody's name."""

import html

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import Referral
from hilfe_ukraine.views.submit import thanks_url
from tests.database import row_counts
from tests.factories import make_body, make_offer, make_referral
from tests.offer_page.read import in_german, read_page, says
from tests.offer_page.site import publish, translated


pytestmark = pytest.mark.django_db


def submitted(**values):
    return make_offer(**{"submitted_at": timezone.now(), **values})


def test_it_shows_the_reference_and_who_has_the_offer(client, offer_page):
    publish(offer_page, thank_you_text="<p>Vielen <b>Dank</b>!</p>")
    body = make_body("kreis", name="Landratsamt")
    offer = submitted(state="referred", waiting_for="", page_id=offer_page.pk)
    make_referral(offer=offer, body=body)
    response = client.get(thanks_url(offer))
    content = response.content.decode()

    assert offer.reference in content
    assert "Landratsamt" in content
    assert "<b>Dank</b>" in content
    assert 'href="/hilfe-ukraine/"' in content
    assert says(response, "Thank you for your offer")


def test_only_those_that_have_the_offer_are_named(client):
    offer = submitted(state="referred", waiting_for="")
    for state in ("passed_on", "not_needed", "received", "taken"):
        make_referral(offer=offer, body=make_body(state, name=state), state=state)

    content = client.get(thanks_url(offer)).content.decode()
    named = [state for state in Referral.States.values if f">{state}<" in content]
    assert named == ["received", "taken"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"waiting_for": "keep"},
            "Your offer is noted. We contact you as soon as it is needed.",
        ),
        (
            {"waiting_for": "unrouted"},
            "An office looks for the right place for your offer and contacts you.",
        ),
        ({"state": "unconfirmed", "waiting_for": ""}, "One more step"),
    ],
)
def test_it_says_what_happens_next(client, values, message):
    assert says(client.get(thanks_url(submitted(**values))), message)


RESTRICTED = (
    "At your request, or while a question is being settled, nobody may use your offer "
    "at present. It stays as it is. If you want to change something, please contact us."
)
ONLY_THEN = "Only then does your offer count."


def test_with_a_phone_number_it_says_when_the_offer_goes_on_by_itself(client):
    release_at = timezone.now() + timedelta(hours=6)
    offer = submitted(state="unconfirmed", waiting_for="", release_at=release_at)

    page = client.get(thanks_url(offer))

    words = in_german(
        "If you do not, your offer counts from %(when)s on all the same, since you "
        "also gave a phone number."
    )
    when = date_format(timezone.localtime(release_at), "DATETIME_FORMAT")
    assert words % {"when": when} in page.content.decode()
    assert not says(page, ONLY_THEN)


def test_a_restricted_offer_is_not_said_to_count_from_some_day_on(client):
    now = timezone.now()
    offer = submitted(
        state="unconfirmed", waiting_for="", release_at=now, restricted_at=now
    )

    page = client.get(thanks_url(offer))

    assert date_format(now, "TIME_FORMAT") + " Uhr trotzdem" not in (
        page.content.decode()
    )
    assert in_german(RESTRICTED) in page.content.decode()


def test_it_says_when_the_offer_came_in_as_people_say_it(client):
    offer = submitted()
    when = date_format(timezone.localtime(offer.submitted_at), "DATETIME_FORMAT")

    assert f"<dd>{when} Uhr</dd>" in client.get(thanks_url(offer)).content.decode()


def test_with_an_address_alone_it_says_that_nothing_goes_on_without_a_confirmation(
    client,
):
    assert says(client.get(thanks_url(submitted(state="unconfirmed"))), ONLY_THEN)


def test_whoever_mistyped_the_address_is_told_what_to_do(client):
    way_out = (
        "If there is none after an hour, perhaps the address is not right: please "
        "send your offer once more."
    )
    for state, is_said in (("unconfirmed", True), ("referred", False)):
        offer = submitted(state=state, waiting_for="")
        assert says(client.get(thanks_url(offer)), way_out) is is_said


def test_nothing_personal_is_on_it_or_kept_of_it(client):
    offer = submitted(contact={"name": "Erika Muster", "email": "erika@muster.example"})
    response = client.get(thanks_url(offer))

    assert "Erika" not in response.content.decode()
    assert "muster" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_looking_at_it_changes_nothing(client):
    address = thanks_url(submitted())
    before = row_counts()
    client.get(address)

    assert row_counts() == before
    assert client.post(address).status_code == 405


def test_it_speaks_the_language_of_the_offer(client):
    for language in ("de", "uk", "en"):
        response = client.get(thanks_url(submitted(language=language)))
        assert read_page(response).lang == language
        assert says(response, "Thank you for your offer", language)


def test_its_link_ends_after_a_day(client):
    offer = submitted(submitted_at=timezone.now() - timedelta(days=1, seconds=1))

    assert client.get(thanks_url(offer)).status_code == 410


def test_the_link_of_an_erased_offer_has_ended_and_shows_nothing(client):
    offer = submitted(erased_at=timezone.now(), state="erased")
    response = client.get(thanks_url(offer))

    assert response.status_code == 410
    assert says(response, "This link has ended")
    assert offer.reference not in response.content.decode()


def test_a_link_for_something_else_does_not_fit(client):
    offer = submitted()
    for purpose in (Purpose.CONFIRM, Purpose.SUBMIT, Purpose.ANSWER):
        token = make_token(
            purpose,
            offer.uuid,
            version=offer.link_version,
            expires_at=timezone.now() + timedelta(days=1),
        )
        assert (
            client.get(reverse("hilfe_ukraine:thanks", args=[token])).status_code == 404
        )


def test_the_reader_may_choose_another_language(client):
    url = thanks_url(submitted())

    german = client.get(url).content.decode()
    assert f'<a href="{url}?language=uk" lang="uk" hreflang="uk">' in german
    ukrainian = client.get(f"{url}?language=uk").content.decode()
    assert '<html lang="uk">' in ukrainian
    unknown = client.get(f"{url}?language=<b>").content.decode()
    assert '<html lang="de">' in unknown
    assert "<b>" not in unknown


@pytest.mark.parametrize("state", ["withdrawn", "expired", "taken", "not_needed"])
def test_of_an_offer_that_has_ended_it_promises_nothing(client, state):
    offer = make_offer(state=state, waiting_for="", submitted_at=timezone.now())
    make_referral(offer=offer)
    response = client.get(thanks_url(offer))

    assert offer.reference in response.content.decode()
    for message in (
        "Your offer goes to:",
        "An office looks for the right place for your offer and contacts you.",
    ):
        assert not says(response, message)


def test_editors_words_and_links_are_those_of_the_language_that_is_read(
    client, offer_page
):
    page = publish(offer_page, hotline="0351 5640 (montags)")
    changes = {"slug": "dopomoha", "thank_you_text": "<p>Дякуємо!</p>"}
    ukrainian = translated(page, "uk", **changes, hotline="0351 5640 (щопонеділка)")
    url = thanks_url(submitted(page_id=page.pk))

    content = client.get(f"{url}?language=uk").content.decode()
    assert '<div lang="uk"><p' in content
    assert "Дякуємо!" in content
    assert "щопонеділка" in content
    assert "montags" not in content
    assert f'href="{ukrainian.url}"' in content


def test_it_says_once_whom_to_call_and_what_for(client, offer_page):
    publish(offer_page, hotline="0351 5640")
    response = client.get(thanks_url(submitted(page_id=offer_page.pk)))

    text = html.unescape(response.content.decode())
    assert text.count("0351 5640") == 1
    words = in_german("Questions? Call us and give your offer number: %(hotline)s")
    number = '<span class="hu-phone">0351 5640</span>'
    assert words % {"hotline": number} in text


def test_a_phone_number_stays_on_one_line_and_words_beside_it_do_not(
    client, offer_page
):
    publish(offer_page, hotline="0351 00000-00 (<b>Mo-Fr</b>, 9-17 Uhr)")
    content = client.get(thanks_url(submitted(page_id=offer_page.pk))).content.decode()

    whole = '<span class="hu-phone">0351 00000-00</span>'
    assert f"{whole} (&lt;b&gt;Mo-Fr&lt;/b&gt;, 9-17 Uhr)" in content

"""The form's own parts and the thank-you page, in a real browser without JavaScript."""

import pytest

from hilfe_ukraine.models import Category, HelpOffer
from tests.browser.filled_in import fill_in, go_to_step_two, solve
from tests.offer_page.site import publish


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte" * 3


@pytest.fixture
def asking(site):
    Category.objects.filter(key="translation").update(asks_languages=True)
    return publish(site, hotline=f"0351 5640 {LONG}"[:80], other_help=f"<p>{LONG}</p>")


def send(page) -> None:
    page.locator(".hu-form button").last.click()


def test_errors_have_the_focus_and_lead_to_their_fields(citizen, asking, look):
    go_to_step_two(citizen)
    citizen.locator("[name=spoken-other-1]").select_option("pl")
    send(citizen)
    look(citizen)

    assert "hu-errors" in citizen.locator(":focus").get_attribute("class")
    citizen.locator(".hu-errors a").first.click()
    assert citizen.locator(":focus").get_attribute("id") == "id_spoken_0"
    assert citizen.locator("[name=spoken-other-1]").input_value() == "pl"


def test_an_organisation_is_asked_for_its_name_where_there_is_one(citizen, asking):
    go_to_step_two(citizen)
    field = citizen.locator("[name=organisation]")

    assert not field.is_visible()
    citizen.locator("[name=helper][value=organisation]").check()
    assert field.is_visible()
    field.fill("Verein")
    citizen.locator("[name=helper][value=person]").check()
    assert field.is_visible(), "what was typed is not hidden"


def test_a_second_offer_takes_the_contact_over(citizen, asking, look):
    go_to_step_two(citizen)
    fill_in(citizen)
    citizen.locator("[name=name]").fill(f"Олена 😀 שלום {LONG}"[:120])
    citizen.locator("[name=spoken-uk]").select_option("native")
    send(citizen)
    look(citizen)
    citizen.emulate_media(media="print")
    assert citizen.locator(".hu-reference").is_visible()
    assert citizen.get_by_text("0351 5640").is_visible()
    assert not citizen.locator("a[href*='/again/']").first.is_visible()
    citizen.emulate_media(media="screen")

    citizen.locator("a.hu-button").click()
    citizen.locator("[name=category][value=housing]").check()
    citizen.locator("[name=postcode]").fill("02826")
    send(citizen)
    look(citizen)
    assert citizen.locator("[name=name]").count() == 0
    citizen.locator("[name=detail-quantity]").fill("2")
    citizen.locator("[name=details]").fill(LONG)
    citizen.locator("[name=privacy]").check()
    solve(citizen)
    send(citizen)

    first, second = HelpOffer.objects.order_by("pk")
    assert second.contact == first.contact
    look(citizen)


def test_going_back_and_sending_once_more_is_one_offer(citizen, asking):
    go_to_step_two(citizen)
    fill_in(citizen)
    citizen.locator("[name=email]").fill("")
    citizen.locator("[name=phone]").fill("0351 5640123")
    citizen.locator("[name=spoken-uk]").select_option("native")
    send(citizen)
    reference = citizen.locator(".hu-reference").inner_text()

    citizen.go_back()
    assert citizen.locator("[name=phone]").input_value() == "0351 5640123"
    send(citizen)
    if citizen.locator(".hu-errors").count():
        # The digits were used; other ones are asked for.
        solve(citizen)
        send(citizen)

    assert citizen.locator(".hu-reference").inner_text() == reference
    assert HelpOffer.objects.count() == 1

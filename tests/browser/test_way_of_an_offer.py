"""From the first click to the body's answer, in a real browser without JavaScript."""

import re

import pytest

from django.core import mail
from django.utils import timezone

from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.models import HelpOffer, Referral
from tests.browser.filled_in import fill_in, go_to_step_two, solve
from tests.offer_page.site import publish


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


#: A player keeps the keyboard inside of itself, where no selector finds it.
FOCUSED = "document.activeElement.name || document.activeElement.localName"


def test_an_offer_goes_from_the_first_click_to_the_answer_of_the_body(
    citizen, site, look
):
    citizen.goto("/hilfe-ukraine/")
    look(citizen)
    go_to_step_two(citizen)
    look(citizen)
    assert citizen.context.cookies() == []
    fill_in(citizen)
    citizen.locator(".hu-form button").click()
    look(citizen)

    offer = HelpOffer.objects.get()
    assert citizen.locator(".hu-reference").inner_text() == offer.reference

    forward_due(now=timezone.now(), limit=10)
    # The helper gets a mail besides, with a link of another kind.
    texts = "\n".join(message.body for message in mail.outbox)
    link = re.search(r"https?://\S+/answer/\S+", texts).group()
    citizen.goto(link)
    look(citizen)
    assert citizen.get_by_text("Erika Muster").is_visible()
    citizen.locator(".hu-form button").click()
    assert Referral.objects.get().state == Referral.States.RECEIVED
    look(citizen)


def test_errors_are_listed_with_links_to_their_fields_and_nothing_is_lost(
    citizen, site, look
):
    go_to_step_two(citizen)
    citizen.locator("[name=details]").fill("Ein angefangener Text")
    citizen.locator(".hu-form button").click()
    look(citizen)

    links = citizen.locator(".hu-errors a").all()
    assert links
    for link in links:
        assert citizen.locator(link.get_attribute("href")).count() == 1
    assert citizen.locator("[name=details]").input_value() == "Ein angefangener Text"
    assert citizen.title().startswith(("Fehler:", "Error:"))


def test_a_question_and_an_unknown_postcode_are_shown_accessibly(citizen, site, look):
    go_to_step_two(citizen, postcode="99999")
    look(citizen)
    assert citizen.locator("select[name=municipality]").count() == 1


def test_the_whole_form_can_be_filled_in_by_keyboard_alone(citizen, site):
    citizen.goto("/hilfe-ukraine/")
    citizen.locator("[name=category]").first.focus()
    citizen.keyboard.press("ArrowDown")
    citizen.keyboard.press("Tab")
    citizen.keyboard.type("02826")
    citizen.keyboard.press("Enter")
    citizen.wait_for_url("**/hilfe-ukraine/?category=*")
    citizen.locator("[name=details]").focus()
    citizen.keyboard.type("Text")
    order = []
    for _ in range(40):
        citizen.keyboard.press("Tab")
        order.append(citizen.evaluate(FOCUSED))
        if order[-1] == "other_digits":
            break
    assert [name for name in order if name in ("name", "email", "privacy")] == [
        "name",
        "email",
        "privacy",
    ]
    assert order[-3:] == ["captcha_1", "button", "other_digits"]
    assert "homepage" not in order


def test_other_digits_are_shown_where_they_are_typed(citizen, site, look):
    go_to_step_two(citizen)
    citizen.locator("[name=details]").fill("Ein angefangener Text")
    before = citizen.locator("[name=captcha_0]").input_value()
    citizen.locator("[name=other_digits]").click()
    look(citizen)

    assert citizen.locator("[name=captcha_0]").input_value() != before
    assert citizen.locator("[name=details]").input_value() == "Ein angefangener Text"
    assert citizen.locator("[name=captcha_1]").is_visible()
    box = citizen.locator("[name=captcha_1]").bounding_box()
    assert 0 <= box["y"] < 800


def test_what_looks_automatic_is_asked_for_digits_accessibly(citizen, site, look):
    publish(site, captcha="on_suspicion")
    go_to_step_two(citizen)
    look(citizen)
    assert citizen.locator("[name=captcha_0]").count() == 0
    citizen.locator("[name=details]").fill("Ich spreche Ukrainisch und Deutsch.")
    citizen.locator("[name=name]").fill("Erika Muster")
    citizen.locator("[name=email]").fill("erika@muster.example")
    citizen.locator("[name=privacy]").check()
    # What a robot does: it fills in what no person sees.
    citizen.locator("[name=homepage]").evaluate("field => field.value = 'x'")
    citizen.locator(".hu-form button").click()
    look(citizen)
    solve(citizen)
    citizen.locator(".hu-form button").click()

    assert HelpOffer.objects.count() == 1

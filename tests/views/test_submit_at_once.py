"""Many posts at the same moment: one offer per form, one offer per captcha."""

from functools import partial

import pytest

from captcha.models import CaptchaStore
from django.test import Client
from django.utils.timezone import now

from hilfe_ukraine.models import Decision, Delivery, HelpOffer, Referral
from hilfe_ukraine.offer_page.ticket import new_ticket
from tests.at_once import at_once
from tests.offer_page.browse import fill, read_form


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

POSTS = 16


def post_all(action, forms):
    """Send the forms from as many threads at once; returns the responses."""
    return at_once(*(partial(Client().post, action, form) for form in forms))


def step_two(client):
    return client.get("/hilfe-ukraine/?category=translation&postcode=02826")


def test_the_same_form_many_times_at_once_is_one_offer(
    client, offer_page, file_database
):
    form = step_two(client)
    responses = post_all(read_form(form).action, [fill(form)] * POSTS)

    assert {response.status_code for response in responses} == {303}
    assert len({response["Location"] for response in responses}) == 1
    assert HelpOffer.objects.count() == 1
    assert Decision.objects.count() == Referral.objects.count() == 1
    assert Delivery.objects.filter(kind="forward").count() == 1


def test_one_solved_captcha_lets_one_of_many_forms_through(
    client, offer_page, file_database
):
    solved = fill(step_two(client))
    captcha = {name: solved[name] for name in ("captcha_0", "captcha_1")}
    tokens = [read_form(step_two(client)).fields["token"] for _ in range(POSTS)]
    action = read_form(step_two(client)).action
    forms = [{**solved, **captcha, "token": token} for token in tokens]
    responses = post_all(action, forms)

    statuses = sorted(response.status_code for response in responses)
    assert statuses == [303] + [422] * (POSTS - 1)
    assert HelpOffer.objects.count() == Referral.objects.count() == 1
    assert not CaptchaStore.objects.filter(hashkey=captcha["captcha_0"]).exists()


ROUNDS = 20


@pytest.mark.parametrize("beside", [{}, {"name": ""}], ids=["sound", "with a mistake"])
def test_a_replayed_answer_wins_once_in_every_round(
    client, offer_page, file_database, beside
):
    """One solved captcha, as many forms at once: one is let through, or one passes."""
    action = read_form(step_two(client)).action
    let_through = []
    for _ in range(ROUNDS):
        solved = fill(step_two(client), **beside)
        tickets = [new_ticket(offer_page, now()) for _ in range(POSTS)]
        forms = [{**solved, "token": ticket.token} for ticket in tickets]
        responses = post_all(action, forms)
        let_through.append(sum(map(is_let_through, responses)))

    assert let_through == [1] * ROUNDS
    assert HelpOffer.objects.count() == (0 if beside else ROUNDS)


def is_let_through(response):
    """Taken, or shown again with a pass in place of the captcha."""
    return response.status_code == 303 or "passed" in read_form(response).fields

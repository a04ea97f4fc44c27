"""Offers of retired bodies are passed on from their list: what was confirmed."""

import pytest

from hilfe_ukraine.models import Referral
from tests.factories import NOW, make_body, make_delivery, make_referral
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
LIST = f"{REPORT}with-retired/"
PASS_ON = f"{LIST}pass-on/"
States = Referral.States


@pytest.fixture
def body():
    return make_body("old", name="Altes Amt", contact_state="retired")


@pytest.fixture
def referral(body):
    return make_referral(body=body)


def state_of(referral):
    return Referral.objects.get(pk=referral.pk).state


def test_the_list_names_body_and_office_and_has_the_buttons(administrator, body):
    referral = make_referral(body=body)
    referral.offer.owning_office = make_body(name="Landesdirektion")
    referral.offer.save()

    text = text_of(administrator.get(LIST))

    for words in (referral.offer.reference, "Altes Amt", "Landesdirektion"):
        assert words in text
    assert f'action="{PASS_ON}"' in text
    assert f'value="{referral.uuid}"' in text
    assert "Erika" not in text


def test_what_is_only_overdue_has_none(administrator):
    make_referral(due_at=NOW)

    text = text_of(administrator.get(f"{REPORT}unanswered/"))

    assert "Please ask them" in text
    assert 'type="checkbox"' not in text


def test_it_asks_first_and_does_nothing(administrator, referral):
    page = administrator.post(PASS_ON, {"which": "selected", "uuid": referral.uuid})

    assert "1 offer is passed on." in text_of(page)
    assert referral.offer.reference in text_of(page)
    assert state_of(referral) == States.OPEN


def test_it_passes_on_exactly_what_was_confirmed(administrator, body, referral):
    other = make_referral(body=body)

    data = {"uuid": referral.uuid, "confirmed": "1"}
    page = administrator.post(PASS_ON, data, follow=True)

    assert "1 offer was passed on." in text_of(page)
    assert state_of(referral) == States.PASSED_ON
    assert state_of(other) == States.OPEN


def test_the_whole_list_with_its_filters(administrator, body, referral):
    make_referral(body=make_body(contact_state="retired"))

    page = administrator.post(f"{PASS_ON}?body={body.pk}", {"which": "all"})

    assert page.context["chosen"] == [referral]


@pytest.mark.parametrize("query", ["", "?body=nonsense"])
def test_with_nothing_selected_it_says_so(administrator, referral, query):
    which = "all" if query else "selected"
    page = administrator.post(f"{PASS_ON}{query}", {"which": which}, follow=True)

    assert "Nothing is selected that could be passed on." in text_of(page)


def test_one_of_another_list_is_left_alone(administrator):
    referral = make_referral(due_at=NOW)

    administrator.post(PASS_ON, {"uuid": referral.uuid, "confirmed": "1"})

    assert state_of(referral) == States.OPEN


def test_one_whose_message_is_on_its_way_is_told(administrator, referral):
    make_delivery(referral=referral, state="inflight")

    data = {"uuid": referral.uuid, "confirmed": "1"}
    page = administrator.post(PASS_ON, data, follow=True)

    assert "1 offer could not be passed on at this moment" in text_of(page)
    assert state_of(referral) == States.OPEN


def test_who_may_only_look_finds_neither_boxes_nor_buttons(watcher, referral):
    text = text_of(watcher.get(LIST))

    assert referral.offer.reference in text
    assert 'type="checkbox"' not in text
    data = {"uuid": referral.uuid, "confirmed": "1"}
    assert watcher.post(PASS_ON, data).url == "/admin/"
    assert state_of(referral) == States.OPEN

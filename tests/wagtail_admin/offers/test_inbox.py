"""The inbox: a body's staff sees what was referred to it and its desks, no more."""

from datetime import UTC, datetime, timedelta

import pytest

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.roles import ADMINISTRATOR, BODY_STAFF
from hilfe_ukraine.models import Answer, BodyMember, HelpOffer, Referral
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
)


pytestmark = pytest.mark.django_db

LIST = "/admin/hilfe-ukraine/inbox/"


@pytest.fixture
def body():
    return make_body(name="Amt Görlitz")


@pytest.fixture
def staff(person, browser, body):
    user = person(BODY_STAFF)
    BodyMember.objects.create(body=body, user=user)
    return browser(user)


def page_of(referral):
    return reverse("hilfe_inbox:detail", args=[referral.uuid])


def shown(staff, referral):
    return staff.get(page_of(referral)).content.decode()


def is_refused(response):
    return response.status_code in (403, 404)


class TestList:
    def test_shows_own_referrals_and_those_of_desks(self, staff, body):
        desk = make_body(parent=body, region=make_region())
        own, at_desk = make_referral(body=body), make_referral(body=desk)
        foreign = make_referral()
        text = staff.get(LIST).content.decode()
        assert own.offer.reference in text
        assert at_desk.offer.reference in text
        assert foreign.offer.reference not in text

    def test_names_the_body_to_those_only_who_work_for_several(
        self, person, staff, browser, body
    ):
        make_referral(body=body)
        assert body.name not in staff.get(LIST).content.decode()

        user = BodyMember.objects.get().user
        BodyMember.objects.create(body=make_body(), user=user)
        assert body.name in staff.get(LIST).content.decode()

    def test_shows_no_personal_data(self, staff, body):
        make_referral(body=body)
        assert "Erika" not in staff.get(LIST).content.decode()

    @pytest.mark.parametrize(
        ("state", "shown"), [("open", True), ("received", False), ("withdrawn", False)]
    )
    def test_says_until_when_to_answer_what_is_open(self, staff, body, state, shown):
        make_referral(body=body, state=state, due_at=datetime(2999, 6, 1, tzinfo=UTC))
        assert ("June 1, 2999" in staff.get(LIST).content.decode()) == shown

    @pytest.mark.parametrize("works", [True, False])
    def test_says_why_it_is_empty_to_who_works_for_no_body(self, superuser, works):
        make_referral()
        if works:
            user = get_user_model().objects.get()
            BodyMember.objects.create(body=make_body(), user=user)
        text = superuser.get(LIST).content.decode()
        assert ("Only people who work for a body" in text) != works

    def test_filters_by_state(self, staff, body):
        done = make_referral(body=body, state=Referral.States.TAKEN)
        text = staff.get(LIST, {"state": "open"}).content.decode()
        assert done.offer.reference not in text

    @pytest.mark.parametrize("order", ["", "referred_at"])
    def test_what_came_at_one_moment_has_one_order(self, staff, body, order):
        rows = [make_referral(body=body).pk for _ in range(3)]
        response = staff.get(LIST, {"ordering": order})
        shown = [referral.pk for referral in response.context["object_list"]]
        assert shown == (rows if order else rows[::-1])

    def test_costs_the_same_with_more_rows(
        self, staff, body, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def add(number):
            for _number in range(number):
                make_referral(
                    body=body,
                    offer=make_offer(category=make_category(title="Wohnraum")),
                )

        add(5)
        staff.get(LIST)
        with CaptureQueriesContext(connection) as few:
            staff.get(LIST)
        add(20)
        with django_assert_num_queries(len(few)):
            staff.get(LIST)


class TestPage:
    def test_shows_the_whole_offer(self, staff, body):
        offer = make_offer(
            state=HelpOffer.States.REFERRED,
            entries=[{"key": "details", "label": "Details", "value": "Ein Zimmer"}],
        )
        referral = make_referral(body=body, offer=offer)
        text = staff.get(page_of(referral)).content.decode()
        assert "Erika Muster" in text
        assert "Ein Zimmer" in text
        assert "Submitted on March 4, 2022" in text
        assert offer.reference in text

    def test_is_closed_to_other_bodies(self, staff):
        referral = make_referral()
        assert is_refused(staff.get(page_of(referral)))
        assert is_refused(staff.post(page_of(referral), {"answer": "received"}))
        referral.refresh_from_db()
        assert referral.state == Referral.States.OPEN
        assert not ModelLogEntry.objects.filter(object_id=referral.offer_id).exists()

    @pytest.mark.parametrize(
        ("groups", "is_superuser"),
        [([], True), ([ADMINISTRATOR, BODY_STAFF], False)],
        ids=["superuser", "administrator"],
    )
    def test_a_look_of_somebody_else_is_none_of_the_body(
        self, person, browser, body, groups, is_superuser
    ):
        user = person(*groups, is_superuser=is_superuser)
        BodyMember.objects.create(body=make_body(), user=user)
        client, referral = browser(user), make_referral(body=body)
        assert referral.offer.reference not in client.get(LIST).content.decode()
        assert is_refused(client.get(page_of(referral)))
        assert is_refused(client.post(page_of(referral)))
        referral.refresh_from_db()
        assert referral.opened_at is None
        assert referral.state == Referral.States.OPEN

    def test_opening_is_noted(self, staff, body):
        referral = make_referral(body=body)
        for _time in range(2):
            staff.get(page_of(referral))
        referral.refresh_from_db()
        assert referral.opened_at is not None
        entries = ModelLogEntry.objects.filter(action="hilfe_ukraine.offer_opened")
        assert entries.count() == 2
        assert entries[0].data == {"referral": str(referral.uuid)}

    def test_a_head_request_is_nobody_reading(self, staff, body):
        referral = make_referral(body=body)
        assert staff.head(page_of(referral)).status_code == 200
        referral.refresh_from_db()
        assert referral.opened_at is None

    def test_a_confirmed_address_that_was_taken_away_since_is_not_spoken_of(
        self, staff, body
    ):
        offer = make_offer(state=HelpOffer.States.REFERRED)
        referral = make_referral(body=body, offer=offer)
        assert "The e-mail address was confirmed." in shown(staff, referral)
        offer.contact = {"name": "Erika Muster", "phone": "+493515640"}
        offer.save()
        text = shown(staff, referral)
        assert "Contact not confirmed:" in text
        assert "The e-mail address was confirmed." not in text

    def test_a_possible_repeat_is_named_as_one(self, staff, body):
        referral = make_referral(body=body)
        assert "more than once" not in shown(staff, referral)
        make_delivery(referral=referral, possible_duplicate=True)
        assert "more than once" in shown(staff, referral)

    def test_own_words_and_the_reply_say_their_language(self, staff, body):
        entry = {"key": "details", "label": "Text", "value": "Кімната"}
        offer = make_offer(
            state=HelpOffer.States.REFERRED,
            language="uk",
            entries=[{**entry, "language": "uk"}],
        )
        text = shown(staff, make_referral(body=body, offer=offer))
        assert '<dd dir="auto" lang="uk">Кімната</dd>' in text
        assert "Language of this text: Ukrainian" in text
        assert "Please reply in this language if you can: Ukrainian" in text

    def test_received_is_said_by_post(self, staff, body):
        referral = make_referral(body=body)
        staff.get(page_of(referral))
        assert not Answer.objects.exists()
        response = staff.post(page_of(referral), {"answer": "received"})
        assert response.url == page_of(referral)
        referral.refresh_from_db()
        assert referral.state == Referral.States.RECEIVED
        assert Answer.objects.get().user is not None

    @pytest.mark.parametrize(
        "values", [{"erased_at": NOW}, {"restricted_at": NOW}, {"passed_on": True}]
    )
    def test_what_may_not_be_read_is_not_shown(self, staff, body, values):
        passed_on = values.pop("passed_on", False)
        offer = make_offer(state=HelpOffer.States.REFERRED, **values)
        state = Referral.States.PASSED_ON if passed_on else Referral.States.OPEN
        referral = make_referral(body=body, offer=offer, state=state)
        text = staff.get(page_of(referral)).content.decode()
        assert "Erika" not in text

    def test_a_pause_is_said(self, staff, body):
        referral = make_referral(body=body)
        says = "Please do not contact the person before that day."
        assert says not in staff.get(page_of(referral)).content.decode()
        HelpOffer.objects.update(paused_until=timezone.localdate() + timedelta(days=1))
        assert says in staff.get(page_of(referral)).content.decode()

    def test_an_answer_too_late_is_said(self, staff, body):
        referral = make_referral(body=body, state=Referral.States.LAPSED)
        response = staff.post(page_of(referral), follow=True)
        assert "Receipt was not noted." in response.content.decode()
        assert "no longer with you" in response.content.decode()

    def test_an_answer_while_the_use_is_restricted_is_answered_in_words(
        self, staff, body
    ):
        referral = make_referral(body=body)
        HelpOffer.objects.update(restricted_at=NOW)
        text = staff.post(page_of(referral), follow=True).content.decode()
        assert "Receipt was not noted." in text
        assert "You need not confirm receipt until then." in text
        assert "no longer with you" not in text

    def test_without_the_permission_membership_opens_nothing(
        self, person, browser, body
    ):
        from hilfe_ukraine.actions.roles import HOTLINE

        user = person(HOTLINE)
        BodyMember.objects.create(body=body, user=user)
        referral = make_referral(body=body)
        for address in (LIST, page_of(referral)):
            assert browser(user).get(address).url == "/admin/"

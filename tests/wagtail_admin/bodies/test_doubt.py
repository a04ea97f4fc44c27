"""What administrators do about an address in doubt: the body's form, and passing on."""

import pytest

from django.urls import reverse

from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.actions.sending.bounce import note_bounce
from hilfe_ukraine.actions.sending.doubt import doubt_address
from hilfe_ukraine.actions.sending.trust import send_for_trusted
from hilfe_ukraine.models import Delivery, ResponsibleBody
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.offer_page.site import route
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db

CONFIRMED = {
    "contact_state": "confirmed",
    "confirmed_on": "2022-02-01",
    "confirmed_by": "angerufen",
}


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def body(goerlitz):
    values = {**CONFIRMED, "name": "Landratsamt Görlitz", "email": "amt@example.org"}
    return make_body("kreis", deputy=make_body("deputy"), **values)


@pytest.fixture
def held(body):
    """An offer that is held since mail to its body came back."""
    row = make_delivery(
        referral=make_referral(offer=make_offer(state="referred"), body=body)
    )
    route("14626", {"bodies": (body,)})
    doubt_address(body_id=body.pk, now=NOW)
    row.refresh_from_db()
    assert row.state == Delivery.States.HELD
    return row


class TestForm:
    def save(self, admin, body, **values):
        data = body_data(deputy=body.deputy.pk, **{**CONFIRMED, **values})
        return admin.post(url("responsiblebody", "edit", body.pk), data)

    def state(self, body, held):
        held.refresh_from_db()
        stored = ResponsibleBody.objects.get(pk=body.pk)
        return stored.contact_state, held.state

    @pytest.mark.parametrize(
        "values",
        [
            {"confirmed_on": "2022-03-05"},
            {"confirmed_by": "noch einmal angerufen"},
            {"email": "neu@example.org", "confirmed_on": "2022-03-05"},
            {"email": "neu@example.org", "contact_state": "unconfirmed"},
        ],
    )
    def test_an_address_that_is_right_again_gets_what_was_held(
        self, admin, body, held, values
    ):
        assert self.save(admin, body, **values).status_code == 302

        # The next sweep sends it: there may be many.
        assert held.referral.__class__.objects.get().pass_on_at is not None
        send_for_trusted(now=NOW)
        state = values.get("contact_state", "confirmed")
        assert self.state(body, held) == (state, "ready")
        assert held.referral.__class__.objects.get().pass_on_at is None

    def test_another_address_is_not_confirmed_by_what_was_said_of_the_old_one(
        self, admin, body, held
    ):
        assert self.save(admin, body, email="neu@example.org").status_code == 302

        send_for_trusted(now=NOW)
        assert self.state(body, held) == ("unconfirmed", "ready")
        stored = ResponsibleBody.objects.get(pk=body.pk)
        assert (stored.confirmed_on, stored.confirmed_by) == (None, "")

    @pytest.mark.parametrize("state", ["confirmed", "unconfirmed"])
    def test_a_form_opened_before_the_mail_came_back_ends_no_doubt(
        self, admin, body, held, state
    ):
        response = self.save(admin, body, contact_state=state)

        assert "came back" in errors_of(response)
        assert self.state(body, held) == ("suspect", "held")

    def test_a_new_address_needs_a_new_state(self, admin, body, held):
        response = self.save(
            admin, body, contact_state="suspect", email="neu@example.org"
        )

        assert "choose its new state" in errors_of(response)

    def test_other_things_can_be_changed_meanwhile(self, admin, body, held):
        response = self.save(admin, body, contact_state="suspect", reaction_days=5)

        assert response.status_code == 302
        assert self.state(body, held) == ("suspect", "held")

    def test_a_body_that_is_given_up_gets_nothing(self, admin, body, held):
        assert self.save(admin, body, contact_state="retired").status_code == 302

        assert self.state(body, held) == ("retired", "held")


class TestPassingOn:
    def address(self, held):
        return reverse("hilfe_ukraine_pass_on", args=[held.referral.uuid])

    def test_the_story_says_when_it_goes_on_and_offers_to_do_it_now(self, admin, held):
        page = admin.get(story_url(held.offer)).content.decode()

        assert "cannot be reached, goes to somebody else on" in page
        assert "Pass on from Landratsamt Görlitz" in page
        assert self.address(held) in page

    def test_it_asks_first(self, admin, held):
        page = admin.get(self.address(held)).content.decode()

        assert "Yes, pass on" in page
        assert story_url(held.offer) in page
        held.referral.refresh_from_db()
        assert held.referral.state == "open"

    def test_then_the_deputy_has_it(self, admin, held):
        response = admin.post(self.address(held), follow=True)

        assert response.redirect_chain[-1][0] == story_url(held.offer)
        page = response.content.decode()
        assert "The offer was passed on." in page
        assert "body cannot be reached" in page
        assert "Pass on from" not in page
        states = dict(held.offer.referrals.values_list("body__key", "state"))
        assert states == {"kreis": "passed_on", "deputy": "open"}

    def test_too_late_is_said(self, admin, held):
        admin.post(self.address(held))

        page = admin.post(self.address(held), follow=True).content.decode()

        assert "nothing was done" in page

    def test_what_is_in_good_hands_is_not_offered_to_be_passed_on(self, admin, held):
        ResponsibleBody.objects.update(contact_state="confirmed")

        assert "Pass on from" not in admin.get(story_url(held.offer)).content.decode()

    def test_who_may_only_look_may_not_pass_on(self, person, browser, held):
        user = person()
        client = browser(user)

        assert client.get(self.address(held)).status_code in (302, 403)
        assert client.post(self.address(held)).status_code in (302, 403)
        held.referral.refresh_from_db()
        assert held.referral.state == "open"


def test_the_story_tells_of_a_message_that_came_back(admin, body):
    referral = make_referral(offer=make_offer(state="referred"), body=body)
    sent = make_delivery(referral=referral, state="delivered", delivered_at=NOW)

    note_bounce(delivery_uuid=sent.uuid, hard=True, code="5.1.1", now=NOW)

    page = admin.get(story_url(sent.offer)).content.decode()
    assert "The message to Landratsamt Görlitz came back" in page

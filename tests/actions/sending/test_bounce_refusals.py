"""A message that is refused at the door, and what that says of the address."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.sending.bounce import note_refusal, note_refusals
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.models import Delivery
from tests.actions.read import contact_state
from tests.factories import NOW, make_delivery, make_offer, make_referral, make_region
from tests.smtp_sink import smtp_sink


pytestmark = pytest.mark.django_db

States, Kinds, Receivers = Delivery.States, Delivery.Kinds, Delivery.Receivers
MONDAY = NOW + timedelta(days=3)  # NOW is a Friday


class TestRefusal:
    @pytest.mark.parametrize("code", ["550 5.1.1", "550 5.1.2", "550 5.1.10", "5.1.6"])
    def test_no_such_mailbox_puts_the_address_in_doubt(self, code):
        row = make_delivery(state=States.DEAD, last_code=code)

        assert note_refusal(delivery_uuid=row.uuid, now=NOW)

        assert contact_state(row) == "suspect"
        row.refresh_from_db()
        assert (row.state, row.referral.pass_on_at) == (States.DEAD, MONDAY)

    @pytest.mark.parametrize(
        "code", ["550", "550 5.7.1", "550 5.1.7", "550 5.1.8", "554 15.1.1", "poison"]
    )
    def test_no_other_refusal_says_anything_of_the_address(self, code):
        row = make_delivery(state=States.DEAD, last_code=code)

        assert not note_refusal(delivery_uuid=row.uuid, now=NOW)
        assert contact_state(row) == "confirmed"

    def test_a_mail_server_that_refuses_the_mailbox_is_heard(self, settings):
        row = make_delivery(
            referral=make_referral(offer=make_offer(region=make_region()))
        )
        with smtp_sink("550") as sink:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
            forward(row.uuid, now=NOW, clock=lambda: NOW)

        row.refresh_from_db()
        assert (row.state, row.last_code) == (States.DEAD, "550 5.1.1")
        assert contact_state(row) == "suspect"

    def test_what_a_dead_worker_left_undone_is_caught_up(self):
        row = make_delivery(state=States.DEAD, last_code="550 5.1.1")
        make_delivery(state=States.DEAD, last_code="554 5.7.1")

        assert note_refusals(now=NOW) == 1
        assert note_refusals(now=NOW) == 0
        assert contact_state(row) == "suspect"

"""To an office: mail to a body comes back."""

from datetime import timedelta

import pytest

from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.models import Delivery
from tests.delivery.written import write
from tests.factories import NOW, make_body, make_delivery, make_referral


pytestmark = pytest.mark.django_db

Kinds, Receivers = Delivery.Kinds, Delivery.Receivers


class TestSuspect:
    @pytest.fixture
    def body(self):
        return make_body("kreis", name="Kreis & Stadt <Nord>", email="old@amt.example")

    @pytest.fixture
    def suspect(self, body):
        return make_delivery(
            offer=None,
            about_body=body,
            body=make_body("office"),
            kind=Kinds.SUSPECT,
            receiver=Receivers.ADMINISTRATOR,
            language="en",
        )

    def test_it_says_which_body_since_when_and_what_to_do(self, suspect, body):
        message = write(suspect)

        assert message.to == "office@office.example"
        assert message.subject == "Mail to “Kreis & Stadt <Nord>” comes back"
        assert "old@amt.example" in message.text
        assert "March 4, 2022" in message.text  # 11:00 UTC is noon in Berlin
        assert "noon" in message.text
        assert "name a deputy" in message.text
        form = f"responsiblebody/edit/{body.pk}/"
        assert form in message.text
        assert form in message.html
        assert "Kreis &amp; Stadt &lt;Nord&gt;" in message.html

    def test_it_says_when_how_many_offers_go_on(self, suspect, body):
        later = NOW + timedelta(days=3)
        assert "next body" not in write(suspect).text

        make_referral(body=body, pass_on_at=later)
        make_referral(body=body, pass_on_at=later, state="passed_on")
        assert "One offer waits" in write(suspect).text

        make_referral(body=body, pass_on_at=later + timedelta(days=1))
        for text in (write(suspect).text, write(suspect).html):
            assert "2 offers wait" in text
            assert "March 7, 2022" in text

    def test_it_is_the_same_in_every_language(self, suspect):
        for language in ("de", "uk", "ru"):
            suspect.language = language
            assert "old@amt.example" in write(suspect).text

    def test_without_a_body_there_is_nothing_to_write(self, suspect):
        suspect.about_body = None
        with pytest.raises(Unsendable, match="no_body"):
            write(suspect)

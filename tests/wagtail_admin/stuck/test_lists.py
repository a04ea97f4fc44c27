"""The lists of what is stuck: what each holds, says and leads to."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
GIVEN_UP = f"{REPORT}given-up/"
States = Delivery.States


def rows_of(client, address, **query):
    page = client.get(address, query)
    assert page.status_code == 200
    return list(page.context["object_list"])


def told(**values):
    """A referral of which the body was told, so that it is not lost."""
    referral = make_referral(**values)
    make_delivery(referral=referral, state=States.DELIVERED)
    return referral


class TestLists:
    def test_each_holds_its_own(self, administrator):
        made = {
            "given-up": make_delivery(state=States.DEAD),
            "bounced": make_delivery(state=States.BOUNCED),
            "held": make_delivery(state=States.HELD, held_reason="suspect"),
            "late": make_delivery(),
            "unrouted": make_offer(),
            "not-released": make_offer(
                state=HelpOffer.States.UNCONFIRMED, waiting_for="", release_at=NOW
            ),
            "lost": make_offer(waiting_for=""),
            "with-retired": told(body=make_body(contact_state="retired")),
            "unanswered": told(due_at=NOW),
        }
        for name, row in made.items():
            assert rows_of(administrator, f"{REPORT}{name}/") == [row], name
            assert rows_of(administrator, f"{REPORT}{name}/results/") == [row], name

    @pytest.mark.parametrize(
        ("name", "values", "words"),
        [
            (
                "given-up",
                {"state": "dead", "last_code": "550 5.1.1"},
                "the mailbox does not exist (550 5.1.1)",
            ),
            (
                "held",
                {"state": "held", "held_reason": "suspect"},
                "held, since the address of the body is in doubt",
            ),
            ("late", {}, "nobody has taken it up yet"),
            (
                "late",
                {"attempts": 3, "last_code": "connect:TimeoutError"},
                "no connection to the mail relay (connect:TimeoutError); 3 tries",
            ),
        ],
    )
    def test_says_why_in_words(self, administrator, name, values, words):
        make_delivery(**values)

        assert words in text_of(administrator.get(f"{REPORT}{name}/"))

    def test_what_waits_for_a_broken_carrier_says_so(self, administrator):
        make_delivery()
        Breaker.objects.create(carrier="relay", failures=5, opened_at=NOW)

        assert "mail relay out of order since" in text_of(
            administrator.get(f"{REPORT}late/")
        )

    def test_leads_to_the_story_of_each(self, administrator):
        delivery = make_delivery(state=States.DEAD)
        offer = make_offer()

        assert story_url(delivery) in text_of(administrator.get(GIVEN_UP))
        assert story_url(offer) in text_of(administrator.get(f"{REPORT}unrouted/"))

    def test_a_message_about_no_offer_has_a_row_too(self, administrator):
        delivery = make_delivery(state=States.DEAD, offer=None, kind="digest")

        text = text_of(administrator.get(GIVEN_UP))

        assert story_url(delivery) in text
        assert "no offer" in text

    def test_shows_no_personal_data(self, administrator):
        make_delivery(state=States.DEAD, kind="confirm", receiver="helper")
        make_offer()

        for name in ("given-up", "unrouted"):
            text = text_of(administrator.get(f"{REPORT}{name}/"))
            assert "Erika" not in text
            assert "muster.example" not in text

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"kind": "forward"}, 1),
            ({"kind": "nobody"}, 1),
            ({"kind": "test"}, 0),
            ({}, 2),
        ],
    )
    def test_filters_by_kind(self, administrator, query, expected):
        make_delivery(state=States.DEAD)
        make_delivery(state=States.DEAD, kind="nobody")

        assert len(rows_of(administrator, GIVEN_UP, **query)) == expected

    def test_filters_by_body(self, administrator):
        body = make_body()
        mine = make_delivery(state=States.DEAD, body=body)
        make_delivery(state=States.DEAD)

        assert rows_of(administrator, GIVEN_UP, body=body.pk) == [mine]

    def test_the_oldest_come_first_and_in_pages(self, administrator):
        new = make_delivery(state=States.DEAD)
        for _ in range(50):
            make_delivery(state=States.DEAD, created_at=NOW - timedelta(days=1))

        assert new not in rows_of(administrator, GIVEN_UP)
        assert rows_of(administrator, GIVEN_UP, p=2) == [new]

    def test_what_came_back_first_comes_first(self, administrator):
        """A mail may lie in a queue for days before it comes back."""
        for number in (2, 1):
            make_delivery(
                state=States.BOUNCED,
                created_at=NOW - timedelta(days=5 + number),
                bounced_at=NOW - timedelta(days=2 - number),
            )
        first, second = rows_of(administrator, f"{REPORT}bounced/")
        assert first.bounced_at < second.bounced_at

    @pytest.mark.parametrize(
        "name",
        ["given-up", "late", "unrouted", "lost", "with-retired", "unanswered"],
    )
    def test_costs_the_same_with_more_rows(self, administrator, name):
        def add(number):
            for _ in range(number):
                make_delivery(state=States.DEAD)
                make_delivery()
                make_offer(owning_office=make_body())
                make_offer(waiting_for="")
                told(due_at=NOW)
                told(body=make_body(contact_state="retired"))

        def statements():
            with CaptureQueriesContext(connection) as found:
                text_of(administrator.get(f"{REPORT}{name}/"))
            return len(found)

        add(1)
        statements()
        few = statements()
        add(9)
        assert statements() == few

"""The registers of offers and messages, and what can be found in them."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin import paging
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_region,
)
from tests.wagtail_admin.attempts import make_attempt
from tests.wagtail_admin.read import count_statements, text_of


pytestmark = pytest.mark.django_db

OFFERS = "/admin/hilfe-ukraine/offers/"
MESSAGES = "/admin/hilfe-ukraine/deliveries/"


def shown(client, **query):
    """The references in the list of offers, in order."""
    page = client.get(OFFERS, query)
    assert page.status_code == 200
    return [offer.reference for offer in page.context["object_list"]]


class TestList:
    def test_shows_no_personal_data(self, administrator):
        make_offer(contact={"name": "Erika Muster", "email": "erika@muster.example"})
        text = text_of(administrator.get(OFFERS))
        assert "Erika" not in text
        assert "muster.example" not in text

    def test_newest_first(self, administrator):
        old = make_offer(submitted_at=NOW - timedelta(days=1))
        new = make_offer(submitted_at=NOW)
        assert shown(administrator) == [new.reference, old.reference]

    def test_costs_the_same_with_more_rows(self, administrator):
        for number in range(20):
            make_offer(category=make_category(title=f"Category {number}"))
        few = count_statements(administrator, OFFERS)
        for number in range(80):
            make_offer(category=make_category(title=f"More {number}"))
        assert count_statements(administrator, OFFERS) == few

    def test_the_encrypted_columns_stay_in_the_database(self, administrator):
        make_offer()
        with CaptureQueriesContext(connection) as found:
            administrator.get(OFFERS)
        assert not [query for query in found if '."contact"' in query["sql"]]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"state": "waiting"}, 1),
            ({"state": "referred"}, 1),
            ({"state": "nonsense"}, 0),
            ({"waiting_for": "unrouted"}, 1),
            ({"waiting_for": "keep"}, 0),
            ({"restricted": "1"}, 1),
            ({"restricted": "nonsense"}, 2),
            ({"district_key": "14626"}, 1),
            ({"district_key": "14625"}, 1),
            ({"category__key": "housing"}, 1),
            ({"category__key": "housing", "district_key": "14625"}, 0),
            ({"within": "nonsense"}, 2),
            ({"within": "7"}, 0),
        ],
    )
    def test_filters(self, administrator, query, expected):
        make_region("14625010")
        make_offer(category=make_category("housing"))
        make_offer(
            region=make_region("14625010"),
            state=HelpOffer.States.REFERRED,
            waiting_for="",
            restricted_at=NOW,
        )
        assert len(shown(administrator, **query)) == expected

    def test_marks_those_whose_use_is_restricted(self, administrator):
        make_offer()
        mark = '<span class="w-status">use restricted</span>'
        assert mark not in text_of(administrator.get(OFFERS))
        make_offer(restricted_at=NOW)
        assert text_of(administrator.get(OFFERS)).count(mark) == 1

    def test_the_reference_is_found_however_it_is_written(self, administrator):
        offer, _other = make_offer(reference="4XKC0001"), make_offer()
        offer = make_offer()
        written = f" {offer.reference[:4].lower()}-{offer.reference[4:].lower()} "
        assert shown(administrator, q=written) == [offer.reference]

    @pytest.mark.parametrize("text", ["Erika", "erika@muster.example", "%", "0"])
    def test_nothing_personal_is_searched(self, administrator, text):
        make_offer()
        assert shown(administrator, q=text) == []

    @pytest.mark.parametrize(
        "lookup",
        [
            "entered_by__password__startswith",
            "decisions__decided_by__password__contains",
            "email_index",
            "contact__icontains",
            "no_such_column",
        ],
    )
    def test_other_lookups_in_the_address_do_nothing(self, administrator, lookup):
        make_offer()
        assert len(shown(administrator, **{lookup: "x"})) == 1

    @pytest.mark.parametrize("query", [{"o": "0"}, {"p": "99"}, {"p": "x"}, {"e": "1"}])
    def test_odd_parameters_do_no_harm(self, administrator, query):
        make_offer()
        assert len(shown(administrator, **query)) == 1

    def test_counts_no_further_than_needed(self, administrator, monkeypatch):
        monkeypatch.setattr(paging, "CAP", 2)
        for _number in range(4):
            make_offer()
        text = text_of(administrator.get(OFFERS))
        assert "2 or more" in text

    def test_there_is_nothing_to_add_change_or_delete(self, superuser):
        offer = make_offer()
        for path in ("create", f"edit/{offer.uuid}", f"delete/{offer.uuid}"):
            assert superuser.get(f"{OFFERS}{path}/").status_code == 404
            assert superuser.post(f"{OFFERS}{path}/").status_code == 404
        assert superuser.get(f"{OFFERS}history/{offer.uuid}/").status_code == 404
        assert superuser.get(f"{OFFERS}inspect/{offer.pk}/").status_code == 404


class TestMessages:
    def test_lists_and_filters(self, administrator):
        dead = make_delivery(state=Delivery.States.DEAD)
        make_delivery()
        assert dead.offer.reference in text_of(administrator.get(MESSAGES))
        page = administrator.get(MESSAGES, {"state": "dead"})
        assert list(page.context["object_list"]) == [dead]

    def test_costs_the_same_with_more_rows(self, administrator):
        for _number in range(20):
            make_delivery()
        few = count_statements(administrator, MESSAGES)
        for _number in range(80):
            make_delivery()
        assert count_statements(administrator, MESSAGES) == few

    def test_is_searched_by_offer_number(self, administrator):
        delivery, _other = make_delivery(), make_delivery()
        page = administrator.get(MESSAGES, {"q": delivery.offer.reference})
        assert list(page.context["object_list"]) == [delivery]

    def test_there_is_no_export(self, administrator):
        make_delivery()
        assert administrator.get(MESSAGES, {"export": "csv"}).url == "/admin/"

    def test_the_list_says_answers_in_words(self, administrator):
        make_delivery(state="dead", last_code="550 5.1.1")
        assert "the mailbox does not exist (550 5.1.1)" in text_of(
            administrator.get(MESSAGES)
        )

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            (
                {"state": "held", "held_reason": "gone"},
                "Held, since the receiver says that it is there no more",
            ),
            (
                {"state": "dead", "last_code": "550 5.1.1"},
                "Last answer: the mailbox does not exist (550 5.1.1)",
            ),
            ({"state": "ready"}, "Mail relay out of order since"),
            ({"state": "ready", "carrier": "host:amt.example"}, "amt.example"),
            ({"about_body": "Amt Görlitz"}, "About: Amt Görlitz"),
        ],
    )
    def test_the_page_of_one_says_in_words_how_it_stands(
        self, administrator, values, words
    ):
        Breaker.objects.create(carrier="relay", failures=5, opened_at=NOW)
        if name := values.pop("about_body", ""):
            values["about_body"] = make_body(name=name)
        delivery = make_delivery(**values)

        text = text_of(administrator.get(story_url(delivery)))

        assert words in text
        # The whole story of the offer says the same of it.
        if "host:" not in delivery.carrier:
            assert words in text_of(administrator.get(story_url(delivery.offer)))
        waits = delivery.state == "ready" and delivery.carrier == "relay"
        assert ("out of order" in text) == waits

    def test_the_page_of_one_shows_its_attempts(self, administrator):
        delivery = make_delivery(state=Delivery.States.DEAD)
        make_attempt(delivery)
        text = text_of(administrator.get(story_url(delivery)))
        assert "smtp 550" in text
        assert "amt@example.org" in text
        assert delivery.offer.reference in text


class TestReferenceIndex:
    def test_an_offer_writes_no_row_into_it(self, django_assert_num_queries):
        from wagtail.models import ReferenceIndex

        assert HelpOffer not in ReferenceIndex.tracked_models
        assert Delivery not in ReferenceIndex.tracked_models

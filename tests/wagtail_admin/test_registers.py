"""The registers of offers and messages: lists, the whole story, and actions."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.notes import add_note
from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.models import (
    Answer,
    Attempt,
    Breaker,
    Decision,
    Delivery,
    HelpOffer,
    Note,
)
from hilfe_ukraine.wagtail_admin import paging
from hilfe_ukraine.wagtail_admin.register_urls import story_url
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
    make_user,
)


pytestmark = pytest.mark.django_db

OFFERS = "/admin/hilfe-ukraine/offers/"
MESSAGES = "/admin/hilfe-ukraine/deliveries/"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


def shown(client, **query):
    """The references in the list of offers, in order."""
    page = client.get(OFFERS, query)
    assert page.status_code == 200
    return [offer.reference for offer in page.context["object_list"]]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def count_statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


class TestList:
    def test_shows_no_personal_data(self, admin):
        make_offer(contact={"name": "Erika Muster", "email": "erika@muster.example"})
        text = text_of(admin.get(OFFERS))
        assert "Erika" not in text
        assert "muster.example" not in text

    def test_newest_first(self, admin):
        old = make_offer(submitted_at=NOW - timedelta(days=1))
        new = make_offer(submitted_at=NOW)
        assert shown(admin) == [new.reference, old.reference]

    def test_costs_the_same_with_more_rows(self, admin):
        for number in range(20):
            make_offer(category=make_category(title=f"Category {number}"))
        few = count_statements(admin, OFFERS)
        for number in range(80):
            make_offer(category=make_category(title=f"More {number}"))
        assert count_statements(admin, OFFERS) == few

    def test_the_encrypted_columns_stay_in_the_database(self, admin):
        make_offer()
        with CaptureQueriesContext(connection) as found:
            admin.get(OFFERS)
        assert not [query for query in found if '."contact"' in query["sql"]]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"state": "waiting"}, 1),
            ({"state": "referred"}, 1),
            ({"state": "nonsense"}, 0),
            ({"waiting_for": "unrouted"}, 1),
            ({"waiting_for": "keep"}, 0),
            ({"district_key": "14626"}, 1),
            ({"district_key": "14625"}, 1),
            ({"category__key": "housing"}, 1),
            ({"category__key": "housing", "district_key": "14625"}, 0),
            ({"within": "nonsense"}, 2),
            ({"within": "7"}, 0),
        ],
    )
    def test_filters(self, admin, query, expected):
        make_region("14625010")
        make_offer(category=make_category("housing"))
        make_offer(
            region=make_region("14625010"),
            state=HelpOffer.States.REFERRED,
            waiting_for="",
        )
        assert len(shown(admin, **query)) == expected

    def test_the_reference_is_found_however_it_is_written(self, admin):
        offer, _other = make_offer(reference="4XKC0001"), make_offer()
        offer = make_offer()
        written = f" {offer.reference[:4].lower()}-{offer.reference[4:].lower()} "
        assert shown(admin, q=written) == [offer.reference]

    @pytest.mark.parametrize("text", ["Erika", "erika@muster.example", "%", "0"])
    def test_nothing_personal_is_searched(self, admin, text):
        make_offer()
        assert shown(admin, q=text) == []

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
    def test_other_lookups_in_the_address_do_nothing(self, admin, lookup):
        make_offer()
        assert len(shown(admin, **{lookup: "x"})) == 1

    @pytest.mark.parametrize("query", [{"o": "0"}, {"p": "99"}, {"p": "x"}, {"e": "1"}])
    def test_odd_parameters_do_no_harm(self, admin, query):
        make_offer()
        assert len(shown(admin, **query)) == 1

    def test_counts_no_further_than_needed(self, admin, monkeypatch):
        monkeypatch.setattr(paging, "CAP", 2)
        for _number in range(4):
            make_offer()
        text = text_of(admin.get(OFFERS))
        assert "2 or more" in text

    def test_there_is_nothing_to_add_change_or_delete(self, superuser):
        offer = make_offer()
        for path in ("create", f"edit/{offer.uuid}", f"delete/{offer.uuid}"):
            assert superuser.get(f"{OFFERS}{path}/").status_code == 404
            assert superuser.post(f"{OFFERS}{path}/").status_code == 404
        assert superuser.get(f"{OFFERS}history/{offer.uuid}/").status_code == 404
        assert superuser.get(f"{OFFERS}inspect/{offer.pk}/").status_code == 404


class TestMessages:
    def test_lists_and_filters(self, admin):
        dead = make_delivery(state=Delivery.States.DEAD)
        make_delivery()
        assert dead.offer.reference in text_of(admin.get(MESSAGES))
        page = admin.get(MESSAGES, {"state": "dead"})
        assert list(page.context["object_list"]) == [dead]

    def test_costs_the_same_with_more_rows(self, admin):
        for _number in range(20):
            make_delivery()
        few = count_statements(admin, MESSAGES)
        for _number in range(80):
            make_delivery()
        assert count_statements(admin, MESSAGES) == few

    def test_is_searched_by_offer_number(self, admin):
        delivery, _other = make_delivery(), make_delivery()
        page = admin.get(MESSAGES, {"q": delivery.offer.reference})
        assert list(page.context["object_list"]) == [delivery]

    def test_there_is_no_export(self, admin):
        make_delivery()
        assert admin.get(MESSAGES, {"export": "csv"}).url == "/admin/"

    def test_the_list_says_answers_in_words(self, admin):
        make_delivery(state="dead", last_code="550 5.1.1")
        assert "the mailbox does not exist (550 5.1.1)" in text_of(admin.get(MESSAGES))

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
    def test_the_page_of_one_says_in_words_how_it_stands(self, admin, values, words):
        Breaker.objects.create(carrier="relay", failures=5, opened_at=NOW)
        if name := values.pop("about_body", ""):
            values["about_body"] = make_body(name=name)
        delivery = make_delivery(**values)

        text = text_of(admin.get(story_url(delivery)))

        assert words in text
        # The whole story of the offer says the same of it.
        if "host:" not in delivery.carrier:
            assert words in text_of(admin.get(story_url(delivery.offer)))
        waits = delivery.state == "ready" and delivery.carrier == "relay"
        assert ("out of order" in text) == waits

    def test_the_page_of_one_shows_its_attempts(self, admin):
        delivery = make_delivery(state=Delivery.States.DEAD)
        make_attempt(delivery)
        text = text_of(admin.get(story_url(delivery)))
        assert "smtp 550" in text
        assert "amt@example.org" in text
        assert delivery.offer.reference in text


def make_attempt(delivery, **values):
    defaults = {
        "lease_no": 1,
        "started_at": NOW,
        "outcome": Attempt.Outcomes.PERMANENT,
        "code": "smtp 550",
        "address": "amt@example.org",
        "content": "the secret letter",
    }
    return Attempt.objects.create(delivery=delivery, **{**defaults, **values})


def make_story():
    """An offer to which everything has happened."""
    body = make_body("amt_goerlitz", name="Amt Görlitz")
    offer = make_offer(
        category=make_category("housing", title="Wohnraum"),
        state=HelpOffer.States.REFERRED,
        waiting_for="",
        facts={"stay_days": 30, "helper": "person"},
        entries=[
            {"key": "details", "label": "Beschreibung", "value": "Zimmer im Hof"},
            {"key": "pets", "label": "Tiere", "value": ["Hund", "Katze"]},
        ],
    )
    Decision.objects.create(
        offer=offer,
        decided_at=NOW,
        cause=Decision.Causes.ACCEPTED,
        outcome=Decision.Outcomes.FORWARD,
        region_key="14626",
        rule_text="Wohnraum an das Amt",
        body_keys=[body.key],
        trace=[
            {
                "region": "14626",
                "rule": "w",
                "matched": False,
                "why": "condition",
                "facts": ["stay_days", "unheard_of"],
                "title": "Kurze Aufenthalte",
            },
            {
                "region": "14626",
                "rule": "x",
                "matched": True,
                "why": "matched",
                "facts": [],
                "title": "Wohnraum an das Amt",
            },
        ],
    )
    referral = make_referral(offer=offer, body=body, opened_at=NOW)
    Answer.objects.create(
        referral=referral, kind="received", answered_at=NOW, text="Danke sehr"
    )
    delivery = make_delivery(referral=referral, state=Delivery.States.DEAD)
    make_attempt(delivery)
    add_note(offer=offer, author=make_user(), text="Ruft zurück", now=NOW)
    return offer


class TestStory:
    def test_tells_everything(self, admin):
        text = text_of(admin.get(story_url(make_story())))
        for words in (
            "Erika Muster",
            "erika@muster.example",
            "Wohnraum",
            "Zimmer im Hof",
            "Hund",
            "Katze",
            "30",
            "Amt Görlitz",
            "Wohnraum an das Amt",
            "does not fit because of: Length of stay, unheard_of",
            "Danke sehr",
            "smtp 550",
            "amt@example.org",
            "Ruft zurück",
        ):
            assert words in text, words
        assert "the secret letter" not in text

    def test_is_in_order(self, admin):
        offer = make_story()
        Note.objects.update(created_at=NOW - timedelta(days=1))
        events = admin.get(story_url(offer)).context["story"].events
        moments = [event.when for event in events]
        assert moments == sorted(moments)
        assert events[0].kind == "note"

    def test_costs_the_same_however_much_happened(self, admin):
        little = make_story()
        few = count_statements(admin, story_url(little))
        for number in range(8):
            referral = make_referral(offer=little, body=make_body())
            delivery = make_delivery(referral=referral)
            for lease_no in range(1, 5):
                make_attempt(delivery, lease_no=lease_no)
            Answer.objects.create(referral=referral, kind="received", answered_at=NOW)
            add_note(offer=little, author=make_user(), text=str(number), now=NOW)
        assert count_statements(admin, story_url(little)) == few

    def test_every_opening_is_logged_without_names(self, admin):
        offer = make_story()
        admin.get(story_url(offer))
        entry = ModelLogEntry.objects.filter(action="hilfe_ukraine.offer_opened").get()
        assert entry.user is not None
        assert entry.object_id == str(offer.pk)
        assert entry.label == offer.reference
        assert entry.data == {}

    def test_copes_with_an_empty_offer(self, admin):
        offer = make_offer(
            contact={}, entries=[], region=None, region_key="", district_key=""
        )
        HelpOffer.objects.filter(pk=offer.pk).update(region=None, erased_at=NOW)
        assert offer.reference in text_of(admin.get(story_url(offer)))

    def test_an_unknown_offer_is_not_found(self, admin):
        address = story_url(make_offer())
        HelpOffer.objects.all().delete()
        assert admin.get(address).status_code == 404


class TestActions:
    def test_asking_does_nothing(self, admin):
        delivery = make_delivery(state=Delivery.States.DEAD)
        for name in ("send_again", "handled"):
            address = reverse(f"hilfe_ukraine_{name}", args=[delivery.uuid])
            text_of(admin.get(address))
        for name in ("route_again", "note"):
            address = reverse(f"hilfe_ukraine_{name}", args=[delivery.offer.uuid])
            text_of(admin.get(address))
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD
        assert not Note.objects.exists()
        assert not Decision.objects.exists()

    def test_send_again(self, admin):
        delivery = make_delivery(state=Delivery.States.DEAD)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        response = admin.post(address)
        assert response.url == story_url(delivery)
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.READY

    def test_send_again_warns_of_an_address_in_doubt(self, admin):
        delivery = make_delivery(state="held", held_reason="suspect")
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])

        assert "The address of the body is in doubt" in text_of(admin.get(address))

    def test_send_again_too_late_is_said(self, admin):
        delivery = make_delivery(state=Delivery.States.INFLIGHT)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        assert "nothing was done" in text_of(admin.post(address, follow=True))

    def test_mark_as_handled_needs_words(self, admin):
        delivery = make_delivery(state=Delivery.States.DEAD)
        address = reverse("hilfe_ukraine_handled", args=[delivery.uuid])
        assert admin.post(address, {"text": " "}).status_code == 200
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD
        admin.post(address, {"text": "Frau M. angerufen"})
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.HANDLED
        assert Note.objects.get().text == "Frau M. angerufen"

    @pytest.mark.parametrize("of", [None, "erased"])
    def test_mark_as_handled_asks_for_no_note_where_none_is_kept(self, admin, of):
        offer = make_offer(state="erased", erased_at=NOW) if of else None
        delivery = make_delivery(state=Delivery.States.DEAD, offer=offer)
        address = reverse("hilfe_ukraine_handled", args=[delivery.uuid])
        page = text_of(admin.get(address))
        assert 'name="text"' not in page
        assert "Write down" not in page
        admin.post(address, {"text": "Frau M. angerufen"})
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.HANDLED
        assert not Note.objects.exists()

    def test_add_a_note(self, admin):
        offer = make_offer()
        address = reverse("hilfe_ukraine_note", args=[offer.uuid])
        assert admin.post(address, {"text": ""}).status_code == 200
        response = admin.post(address, {"text": "Wartet auf Rückruf"})
        assert response.url == story_url(offer)
        assert Note.objects.get().text == "Wartet auf Rückruf"

    def test_route_again(self, admin):
        offer = make_offer(region=make_region("14626110"))
        address = reverse("hilfe_ukraine_route_again", args=[offer.uuid])
        assert admin.post(address).status_code == 302
        assert Decision.objects.get().cause == Decision.Causes.BY_HAND

    def test_route_again_too_late_is_said(self, admin):
        offer = make_offer(state=HelpOffer.States.REFERRED)
        address = reverse("hilfe_ukraine_route_again", args=[offer.uuid])
        assert "nothing was done" in text_of(admin.post(address, follow=True))

    def test_to_view_is_not_to_act(self, person, browser):
        user = person()
        access = make_user("view_helpoffer", "view_delivery")
        user.user_permissions.set(access.user_permissions.all())
        user.user_permissions.add(_access_admin())
        client = browser(user)
        delivery = make_delivery(state=Delivery.States.DEAD)
        text = text_of(client.get(story_url(delivery.offer)))
        assert "send-again" not in text
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        assert client.post(address).url == "/admin/"
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD


def _access_admin():
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="access_admin")


class TestReferenceIndex:
    def test_an_offer_writes_no_row_into_it(self, django_assert_num_queries):
        from wagtail.models import ReferenceIndex

        assert HelpOffer not in ReferenceIndex.tracked_models
        assert Delivery not in ReferenceIndex.tracked_models

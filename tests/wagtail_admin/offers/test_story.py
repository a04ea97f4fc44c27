"""The page of one offer tells its whole story, and logs who opened it."""

from datetime import timedelta

import pytest

from django.utils import timezone
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.notes import add_note
from hilfe_ukraine.actions.openings import note_content_by_mail
from hilfe_ukraine.actions.restrict import lift, restrict
from hilfe_ukraine.models import Answer, Decision, Delivery, HelpOffer, Note
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_user,
)
from tests.wagtail_admin.attempts import make_attempt
from tests.wagtail_admin.read import count_statements, text_of


pytestmark = pytest.mark.django_db


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
    def test_tells_everything(self, administrator):
        text = text_of(administrator.get(story_url(make_story())))
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

    def test_is_in_order(self, administrator):
        offer = make_story()
        Note.objects.update(created_at=NOW - timedelta(days=1))
        events = administrator.get(story_url(offer)).context["story"].events
        moments = [event.when for event in events]
        assert moments == sorted(moments)
        assert events[0].kind == "note"

    def test_costs_the_same_however_much_happened(self, administrator):
        little = make_story()
        few = count_statements(administrator, story_url(little))
        for number in range(8):
            referral = make_referral(offer=little, body=make_body())
            delivery = make_delivery(referral=referral)
            for lease_no in range(1, 5):
                make_attempt(delivery, lease_no=lease_no)
            Answer.objects.create(referral=referral, kind="received", answered_at=NOW)
            add_note(offer=little, author=make_user(), text=str(number), now=NOW)
        assert count_statements(administrator, story_url(little)) == few

    def test_every_opening_is_logged_without_names(self, administrator):
        offer = make_story()
        administrator.get(story_url(offer))
        entry = ModelLogEntry.objects.filter(action="hilfe_ukraine.offer_opened").get()
        assert entry.user is not None
        assert entry.object_id == str(offer.pk)
        assert entry.label == offer.reference
        assert entry.data == {}

    def test_tells_to_whom_the_whole_offer_went_by_mail(self, administrator):
        body = make_body(name="Amt Görlitz")
        row = make_delivery(referral=make_referral(offer=make_offer(), body=body))
        note_content_by_mail(delivery=row)

        text = text_of(administrator.get(story_url(row.offer)))

        assert "Began to send the offer in full by e-mail to Amt Görlitz" in text

    @pytest.mark.parametrize(("days", "says_so"), [(1, True), (0, False)])
    def test_says_until_when_it_is_paused(self, administrator, days, says_so):
        day = timezone.localdate() + timedelta(days=days)
        offer = make_offer(paused_until=day)
        text = text_of(administrator.get(story_url(offer)))
        assert (f"paused until {day:%m/%d/%Y}" in text) == says_so

    def test_tells_of_a_restriction_that_was_lifted(self, administrator):
        offer, user = make_offer(), make_user()
        restrict(offer=offer, now=NOW, user=user)
        lift(offer=offer, now=NOW)

        story = administrator.get(story_url(offer)).context["story"]

        told = [(event.title, event.user) for event in story.events]
        assert ("Use restricted", user) in told
        assert ("Restriction lifted", None) in told

    def test_calls_people_by_their_names(self, administrator):
        offer = make_offer()
        author = make_user(first_name="Levin", last_name="Leitung")
        add_note(offer=offer, author=author, text="Ruft zurück", now=NOW)
        assert "by Levin Leitung</span>" in text_of(administrator.get(story_url(offer)))

    def test_copes_with_an_empty_offer(self, administrator):
        offer = make_offer(
            contact={}, entries=[], region=None, region_key="", district_key=""
        )
        HelpOffer.objects.filter(pk=offer.pk).update(region=None, erased_at=NOW)
        assert offer.reference in text_of(administrator.get(story_url(offer)))

    def test_an_unknown_offer_is_not_found(self, administrator):
        address = story_url(make_offer())
        HelpOffer.objects.all().delete()
        assert administrator.get(address).status_code == 404

"""What is done from the page of an offer or a message: asked first, and said."""

from datetime import date

import pytest

from django.urls import reverse

from hilfe_ukraine.models import Decision, Delivery, HelpOffer, Note
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
    make_region,
    make_user,
)
from tests.offer_page.site import route
from tests.wagtail_admin.read import access_admin, text_of


pytestmark = pytest.mark.django_db


class TestActions:
    def test_asking_does_nothing(self, administrator):
        delivery = make_delivery(state=Delivery.States.DEAD)
        for name in ("send_again", "hold", "handled"):
            address = reverse(f"hilfe_ukraine_{name}", args=[delivery.uuid])
            text_of(administrator.get(address))
        for name in ("route_again", "note"):
            address = reverse(f"hilfe_ukraine_{name}", args=[delivery.offer.uuid])
            text_of(administrator.get(address))
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD
        assert not Note.objects.exists()
        assert not Decision.objects.exists()

    def test_restrict_and_lift(self, administrator):
        offer = make_offer()
        for name, other in (("restrict", "lift"), ("lift", "restrict")):
            address = reverse(f"hilfe_ukraine_{name}", args=[offer.uuid])
            story = text_of(administrator.get(story_url(offer)))
            assert address in story
            assert reverse(f"hilfe_ukraine_{other}", args=[offer.uuid]) not in story
            before = HelpOffer.objects.get().restricted_at
            text_of(administrator.get(address))
            assert HelpOffer.objects.get().restricted_at == before
            assert administrator.post(address).url == story_url(offer)
            assert bool(HelpOffer.objects.get().restricted_at) == (name == "restrict")

    @pytest.mark.parametrize(
        ("name", "values", "words"),
        [
            ("restrict", {"restricted_at": NOW}, "It was restricted already."),
            ("lift", {}, "It was not restricted."),
        ],
    )
    def test_what_was_so_already_is_said(self, administrator, name, values, words):
        offer = make_offer(**values)
        address = reverse(f"hilfe_ukraine_{name}", args=[offer.uuid])
        page = text_of(administrator.post(address, follow=True))
        assert words in page
        assert "The restriction was lifted." not in page
        assert "The use of the offer is restricted." not in page

    @pytest.mark.parametrize("name", ["restrict", "lift"])
    def test_what_was_erased_cannot_be_restricted(self, administrator, name):
        offer = make_offer(state="erased", erased_at=NOW)
        address = reverse(f"hilfe_ukraine_{name}", args=[offer.uuid])
        assert address not in text_of(administrator.get(story_url(offer)))
        assert "nothing was done" in text_of(administrator.post(address, follow=True))

    def test_send_again(self, administrator):
        delivery = make_delivery(state=Delivery.States.DEAD)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        response = administrator.post(address)
        assert response.url == story_url(delivery)
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.READY

    def test_send_again_warns_of_an_address_in_doubt(self, administrator):
        delivery = make_delivery(state="held", held_reason="suspect")
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])

        assert "The address of the body is in doubt" in text_of(
            administrator.get(address)
        )

    def test_send_again_of_what_was_delivered_leads_to_the_new_message(
        self, administrator
    ):
        delivery = make_delivery(state=Delivery.States.DELIVERED)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])

        response = administrator.post(address)

        repeat = Delivery.objects.exclude(pk=delivery.pk).get()
        assert response.url == story_url(repeat)

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"restricted_at": NOW}, "the message goes when that is lifted"),
            ({"paused_until": date(2999, 1, 1)}, "the message goes on Jan. 1, 2999"),
        ],
    )
    def test_send_again_says_that_the_message_waits_with_its_offer(
        self, administrator, values, words
    ):
        delivery = make_delivery(state=Delivery.States.DEAD)
        HelpOffer.objects.update(**values)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        assert words in text_of(administrator.get(address))

        page = text_of(administrator.post(address, follow=True))

        assert page.count(words) == 2
        assert "will be sent again" not in page
        assert "ext attempt" not in page

    def test_send_again_too_late_is_said(self, administrator):
        delivery = make_delivery(state=Delivery.States.INFLIGHT)
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        assert "nothing was done" in text_of(administrator.post(address, follow=True))

    def test_hold_back(self, administrator):
        delivery = make_delivery()
        address = reverse("hilfe_ukraine_hold", args=[delivery.uuid])
        assert address in text_of(administrator.get(story_url(delivery)))

        response = administrator.post(address)

        assert response.url == story_url(delivery)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.held_reason) == ("held", "by_hand")
        assert address not in text_of(administrator.get(story_url(delivery)))
        assert "nothing was done" in text_of(administrator.post(address, follow=True))

    def test_mark_as_handled_needs_words(self, administrator):
        delivery = make_delivery(state=Delivery.States.DEAD)
        address = reverse("hilfe_ukraine_handled", args=[delivery.uuid])
        assert administrator.post(address, {"text": " "}).status_code == 200
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD
        administrator.post(address, {"text": "Frau M. angerufen"})
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.HANDLED
        assert Note.objects.get().text == "Frau M. angerufen"

    @pytest.mark.parametrize("of", [None, "erased"])
    def test_mark_as_handled_asks_for_no_note_where_none_is_kept(
        self, administrator, of
    ):
        offer = make_offer(state="erased", erased_at=NOW) if of else None
        delivery = make_delivery(state=Delivery.States.DEAD, offer=offer)
        address = reverse("hilfe_ukraine_handled", args=[delivery.uuid])
        page = text_of(administrator.get(address))
        assert 'name="text"' not in page
        assert "Write down" not in page
        administrator.post(address, {"text": "Frau M. angerufen"})
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.HANDLED
        assert not Note.objects.exists()

    def test_add_a_note(self, administrator):
        offer = make_offer()
        address = reverse("hilfe_ukraine_note", args=[offer.uuid])
        assert administrator.post(address, {"text": ""}).status_code == 200
        response = administrator.post(address, {"text": "Wartet auf Rückruf"})
        assert response.url == story_url(offer)
        assert Note.objects.get().text == "Wartet auf Rückruf"

    def test_route_again(self, administrator):
        offer = make_offer(region=make_region("14626110"))
        address = reverse("hilfe_ukraine_route_again", args=[offer.uuid])
        assert administrator.post(address).status_code == 302
        assert Decision.objects.get().cause == Decision.Causes.BY_HAND

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ({"bodies": True}, "was routed again and goes to: Amt Görlitz."),
            ({"outcome": "keep", "text": "Danke"}, "kept until it is needed"),
            (None, "no rule names a body, so it goes on waiting."),
        ],
    )
    def test_route_again_says_who_has_the_offer_now(self, administrator, rule, words):
        offer = make_offer(region=make_region("14626110"))
        if rule and rule.get("bodies"):
            rule = {"bodies": (make_body("office", name="Amt Görlitz"),)}
        if rule:
            route("14626", rule)
        address = reverse("hilfe_ukraine_route_again", args=[offer.uuid])
        assert words in text_of(administrator.post(address, follow=True))

    def test_route_again_too_late_is_said(self, administrator):
        offer = make_offer(state=HelpOffer.States.REFERRED)
        address = reverse("hilfe_ukraine_route_again", args=[offer.uuid])
        assert "nothing was done" in text_of(administrator.post(address, follow=True))

    def test_to_view_is_not_to_act(self, person, browser):
        user = person()
        access = make_user("view_helpoffer", "view_delivery")
        user.user_permissions.set(access.user_permissions.all())
        user.user_permissions.add(access_admin())
        client = browser(user)
        delivery = make_delivery(state=Delivery.States.DEAD)
        text = text_of(client.get(story_url(delivery.offer)))
        assert "send-again" not in text
        restrict = reverse("hilfe_ukraine_restrict", args=[delivery.offer.uuid])
        assert restrict not in text
        assert client.post(restrict).url == "/admin/"
        assert HelpOffer.objects.get().restricted_at is None
        address = reverse("hilfe_ukraine_send_again", args=[delivery.uuid])
        assert client.post(address).url == "/admin/"
        delivery.refresh_from_db()
        assert delivery.state == Delivery.States.DEAD
        waiting = make_delivery()
        address = reverse("hilfe_ukraine_hold", args=[waiting.uuid])
        assert client.post(address).url == "/admin/"
        waiting.refresh_from_db()
        assert waiting.state == Delivery.States.READY

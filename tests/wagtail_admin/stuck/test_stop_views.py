"""Stopping all messages, and who sees that they are stopped."""

import pytest

from django.urls import reverse

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import NOW, make_delivery, make_user
from tests.wagtail_admin.read import access_admin, text_of


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
GIVEN_UP = f"{REPORT}given-up/"
States = Delivery.States


class TestStop:
    def test_asks_by_get_and_acts_by_post(self, administrator):
        address = reverse("hilfe_stuck:stop")
        assert "Offers are still taken" in text_of(administrator.get(address))
        assert "All sending is stopped" not in text_of(administrator.get(REPORT))

        response = administrator.post(
            address, {"reason": "Mail server moves"}, follow=True
        )

        text = text_of(response)
        assert response.redirect_chain[-1][0] == REPORT
        assert "All sending is stopped." in text
        assert "Reason: Mail server moves" in text
        assert reverse("hilfe_stuck:resume") in text

    def test_needs_a_reason(self, administrator):
        response = administrator.post(reverse("hilfe_stuck:stop"), {"reason": " "})

        assert response.status_code == 200
        assert "All sending is stopped" not in text_of(administrator.get(REPORT))

    def test_resume(self, administrator):
        stop_sending(user=None, reason="", now=NOW)
        address = reverse("hilfe_stuck:resume")
        asked = text_of(administrator.get(address))
        assert "All sending is stopped" in asked
        # The notice leads here, and so not from here.
        assert f'href="{address}"' not in asked
        assert "All sending is stopped" in text_of(administrator.get(REPORT))

        text = text_of(administrator.post(address, follow=True))

        assert "Sending goes on." in text
        assert "All sending is stopped" not in text

    def test_a_second_click_is_told(self, administrator):
        resume = administrator.post(reverse("hilfe_stuck:resume"), follow=True)
        assert "It was not stopped." in text_of(resume)
        stop_sending(user=None, reason="", now=NOW)
        again = administrator.post(
            reverse("hilfe_stuck:stop"), {"reason": "x"}, follow=True
        )
        assert "It was stopped already." in text_of(again)

    def test_every_page_about_offers_and_messages_says_so(self, administrator):
        delivery = make_delivery(state=States.DEAD)
        stop_sending(user=None, reason="Restored from a backup", now=NOW)

        for address in (
            "/admin/",
            REPORT,
            GIVEN_UP,
            f"{REPORT}unrouted/",
            "/admin/hilfe-ukraine/offers/",
            "/admin/hilfe-ukraine/deliveries/",
            story_url(delivery),
            story_url(delivery.offer),
            reverse("hilfe_ukraine_send_again", args=[delivery.uuid]),
        ):
            text = text_of(administrator.get(address))
            assert text.count("All sending is stopped.") == 1, address
            assert "by a command on the server" in text, address
            assert "Reason: Restored from a backup" in text, address

    def test_who_may_not_stop_sees_it_without_the_switch(self, watcher):
        stop_sending(user=None, reason="", now=NOW)

        text = text_of(watcher.get(REPORT))

        assert "All sending is stopped." in text
        assert "No reason was given." in text
        assert reverse("hilfe_stuck:resume") not in text
        for name in ("stop", "resume"):
            address = reverse(f"hilfe_stuck:{name}")
            assert watcher.get(address).url == "/admin/"
            assert watcher.post(address, {"reason": "x"}).url == "/admin/"

    def test_who_may_only_stop_comes_back_to_the_start_page(self, person, browser):
        user = person()
        user.user_permissions.set(make_user("stop_outbox").user_permissions.all())
        user.user_permissions.add(access_admin())

        response = browser(user).post(
            reverse("hilfe_stuck:stop"), {"reason": "Relay is flooded"}
        )

        assert response.url == "/admin/"

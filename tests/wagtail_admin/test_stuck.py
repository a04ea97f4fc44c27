"""The report of what is stuck: its lists, what is done from them, and who sees it."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.housekeeping import note_sweep
from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.actions.stop import stop_sending
from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin import stuck_acts
from hilfe_ukraine.wagtail_admin.register_urls import story_url
from hilfe_ukraine.wagtail_admin.stuck_lists import MESSAGE_LISTS, OFFER_LISTS
from tests.factories import NOW, make_body, make_delivery, make_offer, make_user


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
GIVEN_UP = f"{REPORT}given-up/"
SEND = f"{GIVEN_UP}send-again/"
States = Delivery.States


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def watcher(person, browser):
    """May see messages and do nothing to them."""
    user = person()
    allowed = make_user("view_delivery", "view_helpoffer")
    user.user_permissions.set(allowed.user_permissions.all())
    user.user_permissions.add(_access_admin())
    return browser(user)


def _access_admin():
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="access_admin")


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def rows_of(client, address, **query):
    page = client.get(address, query)
    assert page.status_code == 200
    return list(page.context["object_list"])


class TestOverview:
    def test_names_every_list_with_its_size(self, admin):
        make_delivery(state=States.DEAD)
        make_offer()

        page = admin.get(REPORT)

        sizes = {entry.name: size.count for entry, size, _ in page.context["lists"]}
        assert sizes == {
            "given-up": 1,
            "bounced": 0,
            "held": 0,
            "late": 0,
            "unrouted": 1,
            "not-released": 0,
            "lost": 0,
        }
        text = text_of(page)
        for entry in (*MESSAGE_LISTS, *OFFER_LISTS):
            assert f'href="{REPORT}{entry.name}/"' in text

    def test_says_when_nobody_looks_for_messages(self, admin):
        assert "no worker is running" in text_of(admin.get(REPORT))
        note_sweep(now=timezone.now())
        assert "no worker is running" not in text_of(admin.get(REPORT))

    def test_names_carriers_out_of_order_with_their_answer(self, admin):
        Breaker.objects.create(
            carrier="relay", opened_at=NOW, open_until=NOW, last_code="421"
        )

        text = text_of(admin.get(REPORT))

        assert "mail relay" in text
        assert "the mail server is not available at present (421)" in text

    def test_costs_the_same_however_much_is_stuck(self, admin):
        def statements():
            with CaptureQueriesContext(connection) as found:
                admin.get(REPORT)
            return len(found)

        admin.get(REPORT)
        few = statements()
        for _ in range(5):
            make_delivery(state=States.DEAD)
            make_offer()
        assert statements() == few


class TestLists:
    def test_each_holds_its_own(self, admin):
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
        }
        for name, row in made.items():
            assert rows_of(admin, f"{REPORT}{name}/") == [row], name
            assert rows_of(admin, f"{REPORT}{name}/results/") == [row], name

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
    def test_says_why_in_words(self, admin, name, values, words):
        make_delivery(**values)

        assert words in text_of(admin.get(f"{REPORT}{name}/"))

    def test_what_waits_for_a_broken_carrier_says_so(self, admin):
        make_delivery()
        Breaker.objects.create(carrier="relay", failures=5, opened_at=NOW)

        assert "mail relay out of order since" in text_of(admin.get(f"{REPORT}late/"))

    def test_leads_to_the_story_of_each(self, admin):
        delivery = make_delivery(state=States.DEAD)
        offer = make_offer()

        assert story_url(delivery) in text_of(admin.get(GIVEN_UP))
        assert story_url(offer) in text_of(admin.get(f"{REPORT}unrouted/"))

    def test_a_message_about_no_offer_has_a_row_too(self, admin):
        delivery = make_delivery(state=States.DEAD, offer=None, kind="digest")

        text = text_of(admin.get(GIVEN_UP))

        assert story_url(delivery) in text
        assert "no offer" in text

    def test_shows_no_personal_data(self, admin):
        make_delivery(state=States.DEAD, kind="confirm", receiver="helper")
        make_offer()

        for name in ("given-up", "unrouted"):
            text = text_of(admin.get(f"{REPORT}{name}/"))
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
    def test_filters_by_kind(self, admin, query, expected):
        make_delivery(state=States.DEAD)
        make_delivery(state=States.DEAD, kind="nobody")

        assert len(rows_of(admin, GIVEN_UP, **query)) == expected

    def test_filters_by_body(self, admin):
        body = make_body()
        mine = make_delivery(state=States.DEAD, body=body)
        make_delivery(state=States.DEAD)

        assert rows_of(admin, GIVEN_UP, body=body.pk) == [mine]

    def test_the_oldest_come_first_and_in_pages(self, admin):
        new = make_delivery(state=States.DEAD)
        for _ in range(50):
            make_delivery(state=States.DEAD, created_at=NOW - timedelta(days=1))

        assert new not in rows_of(admin, GIVEN_UP)
        assert rows_of(admin, GIVEN_UP, p=2) == [new]

    @pytest.mark.parametrize("name", ["given-up", "late", "unrouted", "lost"])
    def test_costs_the_same_with_more_rows(self, admin, name):
        def add(number):
            for _ in range(number):
                make_delivery(state=States.DEAD)
                make_delivery()
                make_offer(owning_office=make_body())
                make_offer(waiting_for="")

        def statements():
            with CaptureQueriesContext(connection) as found:
                text_of(admin.get(f"{REPORT}{name}/"))
            return len(found)

        add(1)
        statements()
        few = statements()
        add(9)
        assert statements() == few


class TestSendAgain:
    def test_asks_first_and_does_nothing(self, admin):
        row = make_delivery(state=States.DEAD)

        page = admin.post(SEND, {"which": "selected", "uuid": row.uuid})

        assert "1 message is sent as soon as possible." in text_of(page)
        assert row.offer.reference in text_of(page)
        assert Delivery.objects.get().state == States.DEAD

    def test_sends_exactly_what_was_confirmed(self, admin):
        first, second, third = (make_delivery(state=States.DEAD) for _ in range(3))

        data = {"uuid": [first.uuid, second.uuid], "confirmed": "1"}
        response = admin.post(SEND, data, follow=True)

        assert "2 messages will be sent again." in text_of(response)
        states = Delivery.objects.in_bulk([first.pk, second.pk, third.pk])
        assert states[first.pk].state == states[second.pk].state == States.READY
        assert states[third.pk].state == States.DEAD

    def test_the_whole_list_with_its_filters(self, admin):
        mine = make_delivery(state=States.DEAD, kind="nobody")
        make_delivery(state=States.DEAD)

        page = admin.post(f"{SEND}?kind=nobody", {"which": "all"})

        assert page.context["chosen"] == [mine]
        assert f'value="{mine.uuid}"' in text_of(page)

    def test_a_filter_that_makes_no_sense_chooses_nothing(self, admin):
        make_delivery(state=States.DEAD)

        page = admin.post(f"{SEND}?kind=nonsense", {"which": "all"}, follow=True)

        assert "Nothing is selected" in text_of(page)

    def test_no_more_at_once_than_one_request_can_take(self, admin, monkeypatch):
        monkeypatch.setattr(stuck_acts, "_AT_ONCE", 2)
        for _ in range(3):
            make_delivery(state=States.DEAD)

        page = admin.post(SEND, {"which": "all"})

        assert len(page.context["chosen"]) == 2
        assert "The others follow" in text_of(page)

    @pytest.mark.parametrize("uuids", [[], ["nonsense"]])
    def test_with_nothing_selected_it_says_so(self, admin, uuids):
        make_delivery(state=States.DEAD)

        page = admin.post(SEND, {"which": "selected", "uuid": uuids}, follow=True)

        assert "Nothing is selected" in text_of(page)

    def test_a_message_of_another_list_is_left_alone(self, admin):
        row = make_delivery(state=States.DELIVERED)

        admin.post(SEND, {"uuid": row.uuid, "confirmed": "1"})

        assert Delivery.objects.get().state == States.DELIVERED

    def test_one_that_changes_meanwhile_does_not_hold_up_the_others(
        self, admin, monkeypatch
    ):
        rows = [make_delivery(state=States.BOUNCED) for _ in range(2)]
        # Somebody else has sent the first one again a moment ago.
        late = Delivery.objects.filter(pk=rows[0].pk)
        send = stuck_acts.send_many_again

        def meanwhile(chosen, **values):
            late.update(state=States.CANCELLED)
            return send(chosen, **values)

        monkeypatch.setattr(stuck_acts, "send_many_again", meanwhile)
        uuids = [row.uuid for row in rows]
        response = admin.post(
            f"{REPORT}bounced/send-again/",
            {"uuid": uuids, "confirmed": "1"},
            follow=True,
        )

        assert "1 message will be sent again." in text_of(response)
        assert "1 message has changed meanwhile" in text_of(response)

    def test_by_get_it_leads_back_to_the_list(self, admin):
        assert admin.get(SEND).url == GIVEN_UP

    def test_who_may_only_look_finds_neither_boxes_nor_buttons(self, watcher):
        row = make_delivery(state=States.DEAD)

        text = text_of(watcher.get(GIVEN_UP))

        assert row.offer.reference in text
        assert 'type="checkbox"' not in text
        data = {"uuid": row.uuid, "confirmed": "1"}
        assert watcher.post(SEND, data).url == "/admin/"
        assert Delivery.objects.get().state == States.DEAD


class TestStop:
    def test_asks_by_get_and_acts_by_post(self, admin):
        address = reverse("hilfe_stuck:stop")
        assert "Offers are still taken" in text_of(admin.get(address))
        assert "All sending is stopped" not in text_of(admin.get(REPORT))

        response = admin.post(address, {"reason": "Mail server moves"}, follow=True)

        text = text_of(response)
        assert response.redirect_chain[-1][0] == REPORT
        assert "All sending is stopped." in text
        assert "Reason: Mail server moves" in text
        assert reverse("hilfe_stuck:resume") in text

    def test_needs_a_reason(self, admin):
        response = admin.post(reverse("hilfe_stuck:stop"), {"reason": " "})

        assert response.status_code == 200
        assert "All sending is stopped" not in text_of(admin.get(REPORT))

    def test_resume(self, admin):
        stop_sending(user=None, reason="", now=NOW)
        address = reverse("hilfe_stuck:resume")
        admin.get(address)
        assert "All sending is stopped" in text_of(admin.get(REPORT))

        text = text_of(admin.post(address, follow=True))

        assert "Sending goes on." in text
        assert "All sending is stopped" not in text

    def test_a_second_click_is_told(self, admin):
        resume = admin.post(reverse("hilfe_stuck:resume"), follow=True)
        assert "It was not stopped." in text_of(resume)
        stop_sending(user=None, reason="", now=NOW)
        again = admin.post(reverse("hilfe_stuck:stop"), {"reason": "x"}, follow=True)
        assert "It was stopped already." in text_of(again)

    def test_every_page_about_offers_and_messages_says_so(self, admin):
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
            text = text_of(admin.get(address))
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
        user.user_permissions.add(_access_admin())

        response = browser(user).post(
            reverse("hilfe_stuck:stop"), {"reason": "Relay is flooded"}
        )

        assert response.url == "/admin/"


class TestDashboard:
    def test_one_line_says_what_is_stuck(self, admin):
        for _ in range(3):
            make_delivery(state=States.DEAD)
        make_offer()
        opened = timezone.localtime() - timedelta(days=400)
        Breaker.objects.create(carrier="relay", failures=5, opened_at=opened)

        text = text_of(admin.get("/admin/"))

        assert "3 messages given up, 1 offer without a body, mail relay out of" in text
        assert f'href="{REPORT}"' in text

    def test_without_anything_to_say_there_is_none(self, admin):
        make_delivery(state=States.DELIVERED)

        assert 'id="hilfe-stuck' not in text_of(admin.get("/admin/"))

    def test_it_costs_ten_statements(self, admin, browser, person):
        make_delivery(state=States.DEAD)
        admin.get("/admin/")
        with CaptureQueriesContext(connection) as with_line:
            admin.get("/admin/")

        about_us = [
            query
            for query in with_line
            if "hilfe_ukraine_" in query["sql"]
            and "auth_permission" not in query["sql"]
        ]
        assert len(about_us) <= 10

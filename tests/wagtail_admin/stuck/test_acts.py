"""Sending again what is stuck: what was confirmed, and nothing else."""

from datetime import date

import pytest

from hilfe_ukraine.models import Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin.stuck import acts, selection
from tests.factories import NOW, make_delivery
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
GIVEN_UP = f"{REPORT}given-up/"
SEND = f"{GIVEN_UP}send-again/"
States = Delivery.States


class TestSendAgain:
    def test_asks_first_and_does_nothing(self, administrator):
        row = make_delivery(state=States.DEAD)

        page = administrator.post(SEND, {"which": "selected", "uuid": row.uuid})

        assert "1 message is sent as soon as possible." in text_of(page)
        assert "Yes, send again" in text_of(page)
        assert row.offer.reference in text_of(page)
        assert Delivery.objects.get().state == States.DEAD

    def test_says_how_many_wait_with_their_offer_all_the_same(self, administrator):
        resting = [make_delivery(state=States.DEAD) for _ in range(3)]
        free = make_delivery(state=States.DEAD)
        for row, values in zip(
            resting,
            [{"restricted_at": NOW}] * 2 + [{"paused_until": date(2999, 1, 1)}],
            strict=True,
        ):
            HelpOffer.objects.filter(pk=row.offer_id).update(**values)

        def page(*rows):
            data = {"uuid": [row.uuid for row in rows]}
            return text_of(administrator.post(SEND, data))

        words = "until the pause or the restriction of"
        assert f"3 of them wait {words} their offer ends." in page(*resting, free)
        assert f"1 of them waits {words} its offer ends." in page(resting[0], free)
        assert words not in page(free)

    def test_sends_exactly_what_was_confirmed(self, administrator):
        first, second, third = (make_delivery(state=States.DEAD) for _ in range(3))

        data = {"uuid": [first.uuid, second.uuid], "confirmed": "1"}
        response = administrator.post(SEND, data, follow=True)

        assert "2 messages will be sent again." in text_of(response)
        states = Delivery.objects.in_bulk([first.pk, second.pk, third.pk])
        assert states[first.pk].state == states[second.pk].state == States.READY
        assert states[third.pk].state == States.DEAD

    def test_the_whole_list_with_its_filters(self, administrator):
        mine = make_delivery(state=States.DEAD, kind="nobody")
        make_delivery(state=States.DEAD)

        page = administrator.post(f"{SEND}?kind=nobody", {"which": "all"})

        assert page.context["chosen"] == [mine]
        assert f'value="{mine.uuid}"' in text_of(page)

    def test_a_filter_that_makes_no_sense_chooses_nothing(self, administrator):
        make_delivery(state=States.DEAD)

        page = administrator.post(
            f"{SEND}?kind=nonsense", {"which": "all"}, follow=True
        )

        assert "Nothing is selected" in text_of(page)

    def test_no_more_at_once_than_one_request_can_take(
        self, administrator, monkeypatch
    ):
        monkeypatch.setattr(selection, "AT_ONCE", 2)
        for _ in range(3):
            make_delivery(state=States.DEAD)

        page = administrator.post(SEND, {"which": "all"})

        assert len(page.context["chosen"]) == 2
        assert "The others follow" in text_of(page)

    @pytest.mark.parametrize("uuids", [[], ["nonsense"]])
    def test_with_nothing_selected_it_says_so(self, administrator, uuids):
        make_delivery(state=States.DEAD)

        page = administrator.post(
            SEND, {"which": "selected", "uuid": uuids}, follow=True
        )

        assert "Nothing is selected" in text_of(page)

    def test_a_message_of_another_list_is_left_alone(self, administrator):
        row = make_delivery(state=States.DELIVERED)

        administrator.post(SEND, {"uuid": row.uuid, "confirmed": "1"})

        assert Delivery.objects.get().state == States.DELIVERED

    def test_one_that_changes_meanwhile_does_not_hold_up_the_others(
        self, administrator, monkeypatch
    ):
        rows = [make_delivery(state=States.BOUNCED) for _ in range(2)]
        # Somebody else has sent the first one again a moment ago.
        late = Delivery.objects.filter(pk=rows[0].pk)
        send = acts.send_many_again

        def meanwhile(chosen, **values):
            late.update(state=States.CANCELLED)
            return send(chosen, **values)

        monkeypatch.setattr(acts, "send_many_again", meanwhile)
        uuids = [row.uuid for row in rows]
        response = administrator.post(
            f"{REPORT}bounced/send-again/",
            {"uuid": uuids, "confirmed": "1"},
            follow=True,
        )

        assert "1 message will be sent again." in text_of(response)
        assert "1 message has changed meanwhile" in text_of(response)

    def test_by_get_it_leads_back_to_the_list(self, administrator):
        assert administrator.get(SEND).url == GIVEN_UP

    def test_who_may_only_look_finds_neither_boxes_nor_buttons(self, watcher):
        row = make_delivery(state=States.DEAD)

        text = text_of(watcher.get(GIVEN_UP))

        assert row.offer.reference in text
        assert 'type="checkbox"' not in text
        data = {"uuid": row.uuid, "confirmed": "1"}
        assert watcher.post(SEND, data).url == "/admin/"
        assert Delivery.objects.get().state == States.DEAD

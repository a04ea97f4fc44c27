"""The report of what is stuck, and the line about it on the start page."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.models import Breaker, Delivery
from hilfe_ukraine.wagtail_admin.stuck.lists import ALL_LISTS
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db

REPORT = "/admin/hilfe-ukraine/stuck/"
States = Delivery.States


class TestOverview:
    def test_names_every_list_with_its_size(self, administrator):
        make_delivery(state=States.DEAD)
        make_offer()
        make_referral(due_at=NOW)

        page = administrator.get(REPORT)

        sizes = {entry.name: size.count for entry, size, _ in page.context["lists"]}
        assert sizes == {
            "given-up": 1,
            "bounced": 0,
            "held": 0,
            "late": 0,
            "with-retired": 0,
            "unanswered": 1,
            "unrouted": 1,
            "not-released": 0,
            "lost": 0,
        }
        text = text_of(page)
        for entry in ALL_LISTS:
            assert f'href="{REPORT}{entry.name}/"' in text

    def test_says_when_nobody_looks_for_messages(self, administrator):
        assert "no worker is running" in text_of(administrator.get(REPORT))
        note_sweep(now=timezone.now())
        assert "no worker is running" not in text_of(administrator.get(REPORT))

    def test_names_carriers_out_of_order_with_their_answer(self, administrator):
        Breaker.objects.create(
            carrier="relay", opened_at=NOW, open_until=NOW, last_code="421"
        )

        text = text_of(administrator.get(REPORT))

        assert "mail relay" in text
        assert "the mail server is not available at present (421)" in text

    def test_costs_the_same_however_much_is_stuck(self, administrator):
        def statements():
            with CaptureQueriesContext(connection) as found:
                administrator.get(REPORT)
            return len(found)

        administrator.get(REPORT)
        few = statements()
        for _ in range(5):
            make_delivery(state=States.DEAD)
            make_offer()
            make_referral(due_at=NOW)
            make_referral(body=make_body(contact_state="retired"))
        assert statements() == few


class TestDashboard:
    def test_one_line_says_what_is_stuck(self, administrator):
        for _ in range(3):
            make_delivery(state=States.DEAD)
        make_offer()
        make_referral(body=make_body(contact_state="retired"))
        for _ in range(2):
            make_referral(due_at=NOW)
        opened = timezone.localtime() - timedelta(days=400)
        Breaker.objects.create(carrier="relay", failures=5, opened_at=opened)

        text = text_of(administrator.get("/admin/"))

        assert (
            "3 messages given up, 1 offer without a body, 1 offer with a retired body, "
            "2 answers overdue, mail relay out of"
        ) in text
        assert f'href="{REPORT}"' in text

    def test_without_anything_to_say_there_is_none(self, administrator):
        make_delivery(state=States.DELIVERED)

        assert 'id="hilfe-stuck' not in text_of(administrator.get("/admin/"))

    def test_it_costs_twelve_statements(self, administrator, browser, person):
        make_delivery(state=States.DEAD)
        administrator.get("/admin/")
        with CaptureQueriesContext(connection) as with_line:
            administrator.get("/admin/")

        about_us = [
            query
            for query in with_line
            if "hilfe_ukraine_" in query["sql"]
            and "auth_permission" not in query["sql"]
        ]
        assert len(about_us) <= 12

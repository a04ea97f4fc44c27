"""Looking for what is due costs as much however much there is."""

import re

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import RELAY, Delivery
from hilfe_ukraine.models.deliveries import URGENT_KINDS
from tests.database import statements
from tests.delivery.waiting import letters, rows
from tests.factories import NOW, make_body, make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States
SECOND = timedelta(seconds=1)


def test_the_number_of_statements_goes_by_queues_not_by_rows(bodies):
    def fill(number):
        for referral in bodies:
            rows(number, referral=referral)
            rows(1, referral=referral, carrier=f"host:{referral.pk}.example")
        letters(number)

    def cost():
        with statements() as found:
            due_ids(NOW + SECOND, 100)
        return len(found)

    fill(1)
    few, carriers, queues = cost(), 4, 6
    fill(20)

    assert cost() == few == 7 + 4 * carriers + queues


def explained(found):
    """How the database would answer, knowing what there is now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE hilfe_ukraine_delivery")
    return found.explain()


def test_rows_sent_long_ago_are_not_read():
    rows(300, state=States.DELIVERED)
    make_delivery()
    left_behind = Delivery.objects.left_behind(NOW).order_by("lease_until")[:10]
    plans = [explained(left_behind)]
    # With few waiting rows PostgreSQL takes whichever index is at hand.
    busy = make_body("busy")
    rows(300, body=busy)
    waiting = Delivery.objects.filter(state=States.READY)
    queue = waiting.filter(
        carrier=RELAY, body=busy, next_attempt_at__lte=NOW + timedelta(minutes=1)
    )
    plans += [
        explained(queue.order_by("next_attempt_at", "pk")[:10]),
        explained(waiting.filter(carrier__gt="").order_by("carrier")[:1]),
    ]
    letters(300, kind=Delivery.Kinds.RECEIVED)
    urgent = waiting.filter(
        carrier=RELAY,
        kind__in=URGENT_KINDS,
        next_attempt_at__lte=NOW + timedelta(minutes=1),
    )
    plans.append(explained(urgent.order_by("next_attempt_at", "pk")[:10]))

    if connection.vendor == "postgresql":
        assert "hilfe_delivery_lease" in plans[0]
        assert "hilfe_delivery_turns" in plans[1]
        assert "hilfe_delivery_turns" in plans[2]
        # Which of the two is cheaper is for the planner to say.
        assert re.search("hilfe_delivery_(urgent|turns)", plans[3])
    # SQLite takes any index that begins with the state.
    for plan in plans:
        assert "SCAN hilfe_ukraine_delivery" not in plan
        assert "Seq Scan on hilfe_ukraine_delivery" not in plan

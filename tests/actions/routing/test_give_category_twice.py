"""Two administrators who publish the same districts at the same moment."""

import contextlib
import threading

import pytest

from django.db import connections

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing import give_category as module
from hilfe_ukraine.actions.routing.category_plan import Wish, plan_for
from hilfe_ukraine.actions.routing.give_category import (
    ChangedMeanwhile,
    DecidedBy,
    give_category,
)
from hilfe_ukraine.models import RegionRouting, RoutingSet
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BAUTZEN, GOERLITZ = "14625", "14626"


class Together:
    """Lets two go on only when both have planned, where the database lets them."""

    def __init__(self, monkeypatch):
        self._barrier = threading.Barrier(2)
        self._original = module.drafts_of
        monkeypatch.setattr(module, "drafts_of", self._wait)

    def _wait(self, *args, **kwargs):
        drafts = self._original(*args, **kwargs)
        # SQLite lets only one of them in.
        with contextlib.suppress(threading.BrokenBarrierError):
            self._barrier.wait(timeout=2)
        return drafts


@pytest.fixture(params=[True, False], ids=["routing", "no routing"])
def wishes(request, file_database):
    """Two bodies for the same districts, one of which has a routing or not."""
    category = make_category("housing", title="Wohnraum")
    if request.param:
        make_rule(make_routing(GOERLITZ), bodies=(make_body("old"),))
    cells = frozenset(
        (make_region(key).key, category.key) for key in (BAUTZEN, GOERLITZ)
    )
    return [Wish(make_body(key), cells) for key in ("one", "two")]


def publish_all(wishes):
    """Publish every wish in a thread of its own; return what came of each."""
    people = [make_user(is_superuser=True) for _ in wishes]
    today = local_date(NOW)
    plans = [
        plan_for(wish=wish, user=user, today=today)
        for wish, user in zip(wishes, people, strict=True)
    ]
    results = {}

    def act(plan, user):
        try:
            results[plan.wish.body.key] = give_category(
                wish=plan.wish,
                decided=DecidedBy(),
                fingerprint=plan.fingerprint,
                user=user,
                now=NOW,
            )
        except ChangedMeanwhile as error:
            results[plan.wish.body.key] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=act, args=pair)
        for pair in zip(plans, people, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_one_of_two_wins_and_the_other_is_told(wishes, monkeypatch):
    Together(monkeypatch)
    results = publish_all(wishes)
    kinds = sorted(type(result).__name__ for result in results.values())
    assert kinds == ["ChangedMeanwhile", "RoutingSet"]
    winner = next(key for key in results if isinstance(results[key], RoutingSet))
    routings = RegionRouting.objects.filter(live=True)
    assert [
        rule.bodies.get().key
        for routing in routings
        for rule in routing.rules.filter(categories__key="housing")
    ] == [winner, winner]
    assert RoutingSet.objects.count() == 1

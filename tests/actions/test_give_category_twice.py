"""Two administrators who publish the same districts at the same moment."""

import threading

import pytest

from django.db import connections

from hilfe_ukraine.actions import give_category as module
from hilfe_ukraine.actions.category_plan import Wish, plan_for
from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.give_category import (
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


@pytest.mark.parametrize("has_routing", [True, False])
def test_one_of_two_wins_and_the_other_is_told(file_database, monkeypatch, has_routing):
    category = make_category("housing", title="Wohnraum")
    make_region(BAUTZEN)
    if has_routing:
        make_rule(make_routing(GOERLITZ), bodies=(make_body("old"),))
    make_region(GOERLITZ)
    cells = frozenset((key, category.key) for key in (BAUTZEN, GOERLITZ))
    wishes = [Wish(make_body(key), cells) for key in ("one", "two")]
    users = [make_user(is_superuser=True) for _ in wishes]
    today = local_date(NOW)
    seen = [
        plan_for(wish=wish, user=user, today=today).fingerprint
        for wish, user in zip(wishes, users, strict=True)
    ]
    # Both have planned before either of them publishes, where the database lets them.
    meet = threading.Barrier(2)
    original = module.drafts_of

    def drafts_of(*args, **kwargs):
        drafts = original(*args, **kwargs)
        try:
            meet.wait(timeout=2)
        except threading.BrokenBarrierError:
            pass  # SQLite lets only one of them in.
        return drafts

    monkeypatch.setattr(module, "drafts_of", drafts_of)
    results = {}

    def act(number):
        try:
            results[number] = give_category(
                wish=wishes[number],
                decided=DecidedBy(),
                fingerprint=seen[number],
                user=users[number],
                now=NOW,
            )
        except ChangedMeanwhile as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    kinds = sorted(type(result).__name__ for result in results.values())
    assert kinds == ["ChangedMeanwhile", "RoutingSet"]
    winner = next(
        key for key, value in results.items() if isinstance(value, RoutingSet)
    )
    for routing in RegionRouting.objects.all():
        named = routing.rules.get(categories=category)
        assert named.bodies.get() == wishes[winner].body
    assert RegionRouting.objects.filter(live=True).count() == 2
    assert RoutingSet.objects.count() == 1

"""What is due once a minute, whoever does it, and however many do."""

import pytest

from django.db import OperationalError

from hilfe_ukraine.actions import housekeeping
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus, RoutingVersion
from tests.at_once import at_once
from tests.database import statements
from tests.factories import NOW, make_body, make_offer


pytestmark = pytest.mark.django_db


def test_a_chore_that_fails_does_not_hold_up_the_others(monkeypatch, caplog):
    done = []

    def work(*, now):
        done.append(now)

    def fail(*, now):
        raise OperationalError("erika@muster.example")

    monkeypatch.setattr(housekeeping, "CHORES", (work, fail, work))

    keep_house(now=NOW)

    assert done == [NOW, NOW]
    assert "OperationalError" in caplog.text
    assert "erika" not in caplog.text


def test_what_is_urgent_comes_before_deciding_again():
    offers = [make_offer(owning_office=make_body()) for _ in range(3)]
    RoutingVersion.objects.update_or_create(pk=1, defaults={"number": 9})

    with statements() as said:
        keep_house(now=NOW)

    decided = [n for n, sql in enumerate(said) if '"decided_version" = 9' in str(sql)]
    chores = [n for n, sql in enumerate(said) if "pass_on_at" in str(sql)]
    assert HelpOffer.objects.filter(decided_version=9).count() == len(offers)
    assert max(chores) < min(decided)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_at_once_do_everything_once(file_database):
    offer = make_offer(
        state=HelpOffer.States.UNCONFIRMED,
        release_at=NOW,
        owning_office=make_body(),
    )

    def work():
        keep_house(now=NOW)
        note_sweep(now=NOW)

    at_once(*[work] * 4)

    offer.refresh_from_db()
    assert offer.state == HelpOffer.States.WAITING
    assert offer.decisions.count() == 1
    kinds = Delivery.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["digest", "nobody"]
    assert OutboxStatus.objects.get().swept_at == NOW

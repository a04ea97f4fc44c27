"""The tests that guard the promise fail when one of its three pillars is taken away.

Each mutation changes one function in place, from its own source; then the guardians, as
they stand in their modules, are run against it.
"""

import inspect
import textwrap

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from django.db import transaction

from hilfe_ukraine.delivery.claim import _as_read, _take
from hilfe_ukraine.delivery.prepared import written
from hilfe_ukraine.delivery.record import _in_hand
from tests.delivery import test_claim, test_record
from tests.factories import make_delivery


@dataclass(frozen=True)
class Mutation:
    """``old`` in the source of ``function`` becomes ``new``; ``guards`` must notice."""

    name: str
    function: Callable
    old: str
    new: str
    guards: tuple[Callable, ...]


MUTATIONS = [
    Mutation(
        "no compare-and-set on the number of the lease",
        _as_read,
        'lease_no=blank(Delivery, "lease_no", "read_lease_no"),',
        "",
        (test_claim.test_the_fence_holds_even_if_the_row_is_due_again,),
    ),
    Mutation(
        "no compare-and-set on the state",
        _as_read,
        'state=blank(Delivery, "state", "read_state"),',
        "",
        (test_claim.test_a_row_that_was_held_since_it_was_read_is_not_claimed,),
    ),
    Mutation(
        "no attempt before sending",
        _take,
        "Attempt.objects.create(",
        "Attempt(",
        (
            test_claim.test_a_claim_sets_lease_and_fence_and_leaves_an_attempt,
            test_claim.test_a_lease_that_ran_out_is_claimed_again_as_a_possible_repeat,
        ),
    ),
    Mutation(
        "no fence",
        _in_hand,
        ', "lease_no")\n    return Delivery.objects.filter(**row, '
        "state=DeliveryState.INFLIGHT.value)",
        ")\n    return Delivery.objects.filter(**row)",
        (
            test_record.test_a_late_result_leaves_the_row_with_who_is_sending_it_now,
            test_record.test_a_row_that_was_cancelled_meanwhile_stays_so,
        ),
    ),
]
CASES = [(mutation, guard) for mutation in MUTATIONS for guard in mutation.guards]


def case_name(value):
    return getattr(value, "name", None) or value.__name__


@contextmanager
def in_force(mutation):
    """Swap the code of the function itself, so that every caller runs the new one."""
    function = mutation.function
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(mutation.old) == 1
    scope = dict(function.__globals__)
    exec(source.replace(mutation.old, mutation.new), scope)
    right = function.__code__
    function.__code__ = scope[function.__name__].__code__
    written.cache_clear()  # with the SQL of the right one
    try:
        yield
    finally:
        function.__code__ = right
        written.cache_clear()


def passes(guard):
    """Run one test of another module on rows of its own; returns whether it passes."""
    savepoint = transaction.savepoint()
    with pytest.MonkeyPatch.context() as monkeypatch:
        fixtures = {"row": make_delivery, "monkeypatch": lambda: monkeypatch}
        names = inspect.signature(guard).parameters
        try:
            guard(**{name: fixtures[name]() for name in names})
        except Exception:  # noqa: BLE001 - a test may fail in any way
            return False
        else:
            return True
        finally:
            transaction.savepoint_rollback(savepoint)


@pytest.mark.django_db
@pytest.mark.parametrize(("mutation", "guard"), CASES, ids=case_name)
def test_the_guard_passes_as_it_is_and_notices_the_mutation(mutation, guard):
    assert passes(guard)

    with in_force(mutation):
        assert not passes(guard)

    assert passes(guard)

"""A database that is away for a moment takes the result when it is back."""

import pytest

from django.db import InterfaceError, InternalError, OperationalError

from hilfe_ukraine.delivery import attempt
from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.insist import insist
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Attempt, Delivery
from tests.factories import NOW, make_delivery


class Clockwork:
    """Time that passes only while somebody pauses."""

    def __init__(self):
        self.seconds = 0.0

    def pause(self, seconds):
        self.seconds += seconds

    def __call__(self):
        return self.seconds


def failing(times, error):
    """A result that is written at the next call after so many errors."""
    errors = [error] * times

    def write():
        if errors:
            raise errors.pop()
        return "written"

    return write


class TestInsist:
    @pytest.mark.parametrize("kind", [OperationalError, InterfaceError, InternalError])
    def test_it_asks_again_until_the_database_is_back(self, kind):
        time = Clockwork()

        assert insist(failing(7, kind()), pause=time.pause, watch=time) == "written"
        assert time.seconds == 7

    @pytest.mark.parametrize(("lease", "seconds"), [(180, 60), (30, 15)])
    def test_it_ends_after_a_minute_or_half_a_lease(self, settings, lease, seconds):
        settings.HILFE_UKRAINE_LEASE_SECONDS = lease
        time = Clockwork()

        with pytest.raises(OperationalError):
            insist(failing(999, OperationalError()), pause=time.pause, watch=time)

        assert time.seconds == seconds

    def test_other_errors_are_raised_at_once(self):
        time = Clockwork()

        with pytest.raises(KeyError):
            insist(failing(1, KeyError()), pause=time.pause, watch=time)

        assert time.seconds == 0


@pytest.mark.django_db
def test_inside_a_transaction_there_is_no_second_try():
    with pytest.raises(OperationalError):
        insist(failing(1, OperationalError()))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("written", [False, True], ids=["lost", "written"])
def test_an_outage_after_sending_makes_one_result_and_no_repeat(
    file_database, monkeypatch, written
):
    """Also if the COMMIT went through and only its answer was lost."""
    row, outage = make_delivery(), [True, True, True]
    real = attempt.record

    def record(*args, **kwargs):
        if outage:
            outage.pop()
            if written:
                real(*args, **kwargs)
            raise OperationalError("server closed the connection unexpectedly")
        return real(*args, **kwargs)

    monkeypatch.setattr(attempt, "record", record)

    done = make_attempt(row.uuid, now=NOW, clock=lambda: NOW, pause=lambda _: None)

    row.refresh_from_db()
    tried = Attempt.objects.get()
    assert done.happened is Happened.DELIVERED
    assert (row.state, row.possible_duplicate) == (Delivery.States.DELIVERED, False)
    assert (tried.outcome, tried.late) == ("delivered", False)

"""What is erased by schedule, and what is left."""

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.actions import erase, retention
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.retention import due, erase_due
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import JournalError
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import HelpOffer
from tests.factories import NOW, make_offer


pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def days(number):
    return timedelta(days=number)


def offer(**values):
    """Submitted today and confirmed at once; values override."""
    submitted = values.get("submitted_at", NOW)
    return make_offer(**{"confirmed_at": submitted, **values})


def is_erased_at(row, now):
    erase_due(now=now)
    row.refresh_from_db()
    return row.erased_at == now


@pytest.mark.parametrize("state", ["taken", "not_needed", "withdrawn", "expired"])
def test_an_offer_that_ended_is_erased_after_90_days(state):
    row = offer(state=state, ended_at=NOW + days(5))

    assert not is_erased_at(row, NOW + days(95) - SECOND)
    assert is_erased_at(row, NOW + days(95))


def test_an_unconfirmed_offer_is_erased_after_14_days():
    row = offer(state="unconfirmed", confirmed_at=None)

    assert not is_erased_at(row, NOW + days(14) - SECOND)
    assert is_erased_at(row, NOW + days(14))


def test_one_that_is_to_go_on_without_a_confirmation_is_not_erased_before():
    values = {"state": "unconfirmed", "confirmed_at": None, "release_at": NOW + days(1)}
    row = offer(**values)
    by_page = offer(**values, unconfirmed_kept=days(1))

    erase_due(now=NOW + days(20))

    for each in (row, by_page):
        each.refresh_from_db()
        assert each.erased_at is None


def test_one_that_was_confirmed_after_the_look_is_not_erased(monkeypatch):
    row = offer(state="unconfirmed", confirmed_at=None)
    lock = retention.lock_offer

    def confirmed_first(pk):
        HelpOffer.objects.filter(pk=pk).update(state="referred", confirmed_at=NOW)
        return lock(pk)

    monkeypatch.setattr(retention, "lock_offer", confirmed_first)

    assert not is_erased_at(row, NOW + days(14))


@pytest.mark.parametrize("state", ["waiting", "referred"])
def test_an_offer_is_erased_365_days_after_its_last_confirmation(state):
    row = offer(state=state, confirmed_at=NOW + days(30))

    assert not is_erased_at(row, NOW + days(395) - SECOND)
    assert is_erased_at(row, NOW + days(395))


def test_an_offer_that_was_never_confirmed_counts_from_its_submission():
    row = offer(confirmed_at=None)

    assert not is_erased_at(row, NOW + days(365) - SECOND)
    assert is_erased_at(row, NOW + days(365))


def test_the_longest_time_counts_for_offers_that_ended_late():
    row = offer(state="taken", ended_at=NOW + days(364))

    assert is_erased_at(row, NOW + days(365))


def test_the_settings_count(settings):
    settings.HILFE_UKRAINE_RETENTION_UNCONFIRMED_DAYS = 1
    settings.HILFE_UKRAINE_RETENTION_ENDED_DAYS = 2
    settings.HILFE_UKRAINE_RETENTION_DAYS = 3
    offer(state="unconfirmed", confirmed_at=None)
    offer(state="taken", ended_at=NOW)
    offer()

    counts = [erase_due(now=NOW + days(number)) for number in (1, 2, 3)]

    assert [list(each.values()) for each in counts] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_a_page_may_keep_an_unconfirmed_offer_for_less_time():
    row = offer(state="unconfirmed", confirmed_at=None, unconfirmed_kept=days(3))

    assert not is_erased_at(row, NOW + days(3) - SECOND)
    assert is_erased_at(row, NOW + days(3))


def test_a_page_may_keep_an_offer_that_ended_for_less_time():
    row = offer(state="taken", ended_at=NOW + days(5), ended_kept=days(10))

    assert not is_erased_at(row, NOW + days(15) - SECOND)
    assert is_erased_at(row, NOW + days(15))


@pytest.mark.parametrize(
    "values",
    [
        {"state": "unconfirmed", "confirmed_at": None, "unconfirmed_kept": days(99)},
        {"state": "taken", "ended_at": NOW, "ended_kept": days(99)},
    ],
)
def test_a_page_keeps_no_offer_for_longer_than_the_settings(values):
    row = offer(**values)

    assert is_erased_at(row, NOW + days(90))


def test_what_a_page_says_of_ended_offers_does_not_touch_open_ones():
    row = offer(state="waiting", ended_kept=days(1), unconfirmed_kept=days(1))

    assert not is_erased_at(row, NOW + days(30))


def test_no_offer_is_due_by_settings_and_page_at_once():
    for kept in (days(3), None):
        offer(state="taken", ended_at=NOW, ended_kept=kept)

    ended = ErasureCause.ENDED
    found = [
        tuple(rows.count() for rows in due(ended, when))
        for when in (NOW + days(50), NOW + days(100))
    ]
    assert found == [(0, 1), (2, 0)]


def test_a_restricted_offer_stays():
    row = offer(restricted_at=NOW, state="taken", ended_at=NOW, ended_kept=days(1))

    assert not is_erased_at(row, NOW + days(3650))


def test_one_that_was_confirmed_while_restricted_is_not_erased_as_unconfirmed():
    row = offer(state="unconfirmed", confirmed_at=NOW + days(1))

    assert not is_erased_at(row, NOW + days(14))


def test_one_that_cannot_be_erased_does_not_hold_up_the_others(monkeypatch, caplog):
    bad, good = offer(), offer()
    real = HelpOffer.objects.filter

    def lock(pk):
        if pk == bad.pk:
            raise ValueError("erika@muster.example")
        return real(pk=pk).get()

    monkeypatch.setattr(erase, "lock_offer", lock)

    assert is_erased_at(good, NOW + days(400))
    assert f"not erased: offer {bad.pk}: ValueError" in caplog.text
    assert "erika" not in caplog.text


def test_many_that_cannot_be_erased_keep_back_nobody(monkeypatch):
    bad, good = [offer().pk for _ in range(3)], offer()
    real = erase.lock_offer

    def lock(pk):
        if pk in bad:
            raise ValueError
        return real(pk)

    monkeypatch.setattr(erase, "lock_offer", lock)
    erase_due(now=NOW + days(400), limit=1)

    good.refresh_from_db()
    assert good.erased_at


def test_without_its_journal_nothing_is_erased_and_nothing_tried_further(settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = "/dev/full"
    row = offer()

    with pytest.raises(JournalError):
        erase_due(now=NOW + days(400))

    row.refresh_from_db()
    assert row.contact


def test_a_batch_is_small_and_the_rest_comes_next():
    for _ in range(3):
        offer()

    done = [sum(erase_due(now=NOW + days(400), limit=2).values()) for _ in range(3)]

    assert done == [2, 1, 0]


def test_the_worker_does_it_with_its_chores():
    row = offer()

    keep_house(now=NOW + days(365))

    row.refresh_from_db()
    assert row.erased_at


def test_looking_for_what_is_due_costs_as_much_however_much_there_is(
    django_assert_num_queries,
):
    """One statement per cause, and one for each that pages have a say in."""
    offer()

    with django_assert_num_queries(5):
        erase_due(now=NOW)


@pytest.mark.parametrize("cause", conf.retention.limits(NOW))
def test_what_is_due_is_found_by_an_index(cause):
    """However many offers were erased already."""
    rows, _by_page = due(cause, NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "hilfe_offer_state" in rows.explain()


def test_what_is_due_by_its_page_is_found_by_an_index():
    """However many have ended on pages that keep them as long as the settings say."""
    _by_settings, rows = due(ErasureCause.ENDED, NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "hilfe_offer_ended_kept" in rows.explain()


def test_every_cause_of_the_schedule_has_its_limit():
    limits = conf.retention.limits(NOW)

    assert limits[ErasureCause.UNCONFIRMED] == NOW - days(14)
    assert limits[ErasureCause.ENDED] == NOW - days(90)
    assert limits[ErasureCause.TOO_OLD] == NOW - days(365)

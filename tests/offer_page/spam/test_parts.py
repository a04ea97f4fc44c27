"""Each part by itself, and what becomes of one that fails."""

import logging

from datetime import timedelta

import pytest

from django.core.cache import cache

from hilfe_ukraine.offer_page.spam.parts import (
    Suspicion,
    Visit,
    honeypot,
    minimum_time,
    rate_limit,
    suspect,
)
from tests.factories import NOW


PARTS = "hilfe_ukraine.offer_page.spam.parts"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def visit(**values):
    usual = {"posted": {}, "address": "203.0.113.7", "now": NOW}
    return Visit(**{**usual, "opened_at": NOW - timedelta(minutes=2), **values})


def test_who_fills_in_the_trap_is_suspect():
    assert honeypot(visit(posted={"homepage": "https://x"})) == Suspicion("honeypot")
    assert honeypot(visit(posted={"homepage": ""})) is None
    assert honeypot(visit()) is None


def test_who_is_faster_than_a_person_is_suspect(settings):
    just_opened = visit(opened_at=NOW - timedelta(seconds=4))
    assert minimum_time(just_opened) == Suspicion("minimum_time")
    assert minimum_time(visit(opened_at=NOW - timedelta(seconds=5))) is None
    # A form that was open for too long, and is sent once more.
    assert minimum_time(visit(opened_at=None)) is None
    settings.HILFE_UKRAINE_SPAM_SECONDS = 4
    assert minimum_time(just_opened) is None


def ask_often(times, **values):
    return [bool(rate_limit(visit(**values))) for _ in range(times)]


def test_the_form_after_the_limit_is_suspect(settings):
    settings.HILFE_UKRAINE_SPAM_POSTS_PER_HOUR = 3

    assert ask_often(5) == [False, False, False, True, True]
    assert ask_often(2, address="203.0.113.8") == [False, False]
    assert ask_often(2, now=NOW + timedelta(hours=1)) == [False, False]


def test_an_ipv6_network_is_one_visitor(settings):
    settings.HILFE_UKRAINE_SPAM_POSTS_PER_HOUR = 1

    assert ask_often(1, address="2001:db8:1:2::1") == [False]
    assert ask_often(1, address="2001:db8:1:2:ffff::9") == [True]


def test_everybody_behind_one_local_proxy_is_nobody(settings):
    settings.HILFE_UKRAINE_SPAM_POSTS_PER_HOUR = 1

    assert ask_often(5, address="127.0.0.1") == [False] * 5
    assert ask_often(5, address="") == [False] * 5


def test_no_address_is_kept_and_its_name_is_another_one_each_hour(monkeypatch):
    keys = []
    monkeypatch.setattr(cache, "add", lambda key, *_, **__: keys.append(key))
    monkeypatch.setattr(cache, "incr", lambda _key: 1)
    ask_often(1)
    ask_often(1, now=NOW + timedelta(hours=1))

    assert len(set(keys)) == 2
    assert not any("203" in key and "113" in key for key in keys)


def own_part(visit):
    """What a host may add."""
    return Suspicion("casino") if "casino" in visit.posted.get("details", "") else None


def broken_part(_visit):
    raise ConnectionError("203.0.113.7 is away")


def test_a_host_can_add_parts_and_leave_others_out(settings):
    settings.HILFE_UKRAINE_SPAM_PARTS = [f"{__name__}.own_part"]

    assert suspect(visit(posted={"details": "casino"})) == Suspicion("casino")
    assert suspect(visit(posted={"homepage": "x"})) is None
    settings.HILFE_UKRAINE_SPAM_PARTS = []
    assert suspect(visit(posted={"details": "casino"})) is None


def test_all_parts_are_asked_and_the_first_suspicion_counts(settings, caplog):
    fast = visit(posted={"homepage": "x"}, opened_at=NOW)
    with caplog.at_level(logging.INFO, PARTS):
        assert suspect(fast) == Suspicion("honeypot")

    assert "honeypot minimum_time" in caplog.text
    assert "203.0.113.7" not in caplog.text


def test_a_part_that_fails_costs_nobody_an_offer(settings, caplog):
    parts = [f"{__name__}.broken_part", f"{PARTS}.honeypot"]
    settings.HILFE_UKRAINE_SPAM_PARTS = parts

    assert suspect(visit()) is None
    assert suspect(visit(posted={"homepage": "x"})) == Suspicion("honeypot")
    assert "ConnectionError" in caplog.text
    assert "203.0.113.7" not in caplog.text

"""The ticket of a form says when it was opened, and cannot be changed."""

import uuid

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.offer_page.ticket import (
    give_pass,
    has_passed,
    new_ticket,
    read_ticket,
)
from tests.factories import NOW


PAGE, OTHER_PAGE = SimpleNamespace(pk=7), SimpleNamespace(pk=8)

moments = st.datetimes(
    datetime(2022, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.just(UTC),
)


@given(moments, st.integers(0, 24 * 3600 - 1))
def test_a_form_in_time_says_when_it_was_opened(opened_at, seconds):
    ticket = new_ticket(PAGE, opened_at)
    read = read_ticket(PAGE, ticket.token, opened_at + timedelta(seconds=seconds))

    assert read.is_good
    assert (read.uuid, read.token) == (ticket.uuid, ticket.token)
    # A token counts in whole seconds, to the favour of the person.
    assert timedelta(0) <= opened_at - read.opened_at < timedelta(seconds=1)


@given(st.text(), st.integers(0, 50), st.characters())
def test_no_change_makes_a_form_older(text, place, character):
    token = new_ticket(PAGE, NOW).token
    changed = token[:place] + character + token[place + 1 :]

    for wrong in {text, changed} - {token}:
        assert not read_ticket(PAGE, wrong, NOW).is_good


def test_a_ticket_ends_and_is_good_for_its_page_only():
    ticket = new_ticket(PAGE, NOW)

    assert not read_ticket(PAGE, ticket.token, NOW + timedelta(hours=25)).is_good
    assert not read_ticket(OTHER_PAGE, ticket.token, NOW).is_good
    fresh = read_ticket(OTHER_PAGE, ticket.token, NOW)
    assert fresh.uuid != ticket.uuid
    assert read_ticket(OTHER_PAGE, fresh.token, NOW).uuid == fresh.uuid


def test_a_pass_is_good_for_its_own_form_for_as_long_as_the_form():
    ticket = new_ticket(PAGE, NOW)
    token = give_pass(ticket)

    assert has_passed(ticket, token, NOW + timedelta(hours=23))
    assert not has_passed(ticket, token, NOW + timedelta(hours=25))
    assert not has_passed(new_ticket(PAGE, NOW), token, NOW)
    assert not has_passed(ticket, ticket.token, NOW)


@pytest.mark.parametrize("token", ["", "x", "\0", "a:b"])
def test_what_is_no_pass_passes_nothing(token):
    assert not has_passed(new_ticket(PAGE, NOW), token, NOW)


def test_a_pass_for_another_purpose_passes_nothing():
    ticket = new_ticket(PAGE, NOW)
    token = make_token(
        Purpose.CONFIRM, uuid.uuid4(), version=7, expires_at=ticket.expires_at
    )

    assert not has_passed(ticket, token, NOW)

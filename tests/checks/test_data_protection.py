"""The journal of erasures is asked for, and must be writable."""

import pytest

from hilfe_ukraine.checks import (
    check_erasure_journal,
    check_erasure_journal_is_writable,
    check_offers_end_before_they_are_erased,
)
from tests.checks.found import ids


@pytest.mark.parametrize(
    ("debug", "path", "found"),
    [
        (False, "", ["W003"]),
        (False, "/var/lib/erasures.jsonl", []),
        (True, "", []),
    ],
)
def test_a_site_that_is_deployed_keeps_a_journal(settings, debug, path, found):
    settings.DEBUG, settings.HILFE_UKRAINE_ERASURE_JOURNAL = debug, path

    assert ids(check_erasure_journal) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("erasures.jsonl", []),
        ("there.jsonl", []),
        ("no/folder/erasures.jsonl", ["W004"]),
        ("", ["W004"]),
    ],
)
def test_the_journal_can_be_written(settings, tmp_path, name, found):
    (tmp_path / "there.jsonl").touch()
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = str(tmp_path / name)

    assert ids(check_erasure_journal_is_writable) == found


def test_without_a_journal_there_is_nothing_to_write(settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = ""

    assert ids(check_erasure_journal_is_writable) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"OFFER_DAYS": 276}, ["W008"]),
        ({"RETENTION_ENDED_DAYS": 91}, ["W008"]),
        ({"RETENTION_DAYS": 364}, ["W008"]),
        ({"OFFER_DAYS": 60, "RETENTION_DAYS": 150}, []),
    ],
)
def test_an_offer_ends_before_it_is_erased(settings, changed, found):
    for name, days in changed.items():
        setattr(settings, f"HILFE_UKRAINE_{name}", days)

    assert ids(check_offers_end_before_they_are_erased) == found

"""Parts that are none, and digits that nobody speaks, are found by the checks."""

import pytest

from hilfe_ukraine import checks
from tests.checks.found import ids


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["hilfe_ukraine.offer_page.spam.parts.honeypot"], []),
        ([], []),
        (["hilfe_ukraine.offer_page.spam.parts.nothing"], ["E017"]),
        (["nowhere.at_all", "x", ""], ["E017"] * 3),
        (["hilfe_ukraine.offer_page.spam.parts.cache"], ["E017"]),
        ([None], ["E017"]),
    ],
)
def test_a_part_against_spam_that_is_none_is_found(settings, paths, found):
    settings.HILFE_UKRAINE_SPAM_PARTS = paths

    assert ids(checks.check_spam_parts) == found


@pytest.mark.parametrize(
    ("program", "debug", "found"),
    [
        ("/bin/sh", False, []),
        ("/nonexistent/espeak-ng", False, ["W006"]),
        ("", False, ["W006"]),
        ("", True, []),
    ],
)
def test_digits_that_nobody_speaks_are_found(settings, program, debug, found):
    settings.HILFE_UKRAINE_ESPEAK, settings.DEBUG = program, debug

    assert ids(checks.check_espeak) == found

"""The table of answers, and how long a receiver wants to be left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from hilfe_ukraine.domain.webhook_answers import Meaning, meaning_of, wish_of


NOW = datetime(2022, 3, 4, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meaning", "statuses"),
    [
        (Meaning.TAKEN, (200, 201, 202, 204, 299)),
        (Meaning.REFUSED, (100, 301, 302, 307, 308, 400, 401, 403, 404, 413, 422, 600)),
        (Meaning.LATER, (408, 425)),
        (Meaning.HOST_IS_ILL, (429, 503)),
        (Meaning.PERHAPS_TAKEN, (500, 501, 505, 524, 599)),
        (Meaning.GATEWAY_IS_ILL, (502, 504)),
        (Meaning.GONE, (410,)),
    ],
)
def test_what_a_status_means(meaning, statuses):
    assert {meaning_of(status) for status in statuses} == {meaning}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("0", timedelta()),
        (" 120 ", timedelta(minutes=2)),
        ("Fri, 04 Mar 2022 11:10:00 GMT", timedelta(minutes=10)),
        ("Fri, 04 Mar 2022 10:00:00 GMT", timedelta()),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 04 Mar 2022 11:10:00 -0000", None),
        ("Fri, 99 Mar 99999 11:10:00 GMT", None),
    ],
)
def test_how_long_to_wait(text, wish):
    assert wish_of(text, now=NOW) == wish


def test_a_number_beyond_all_reason_is_still_a_wish():
    assert wish_of("9" * 400, now=NOW) > timedelta(days=365)

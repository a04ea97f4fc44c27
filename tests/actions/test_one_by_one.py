"""Doing the same to many rows: one bad row holds up none of the others."""

import pytest

from hilfe_ukraine.actions.one_by_one import Done, one_by_one, to_each, until_enough
from hilfe_ukraine.domain.errors import ForbiddenTransition, JournalError


pytestmark = pytest.mark.django_db


class Line:
    """Ids that are gone once something was done for them, as those of a query are."""

    def __init__(self, *pks):
        self.pks = list(pks)

    def __getitem__(self, part):
        return self.pks[part]

    def serve(self, pk):
        if pk < 0:
            raise ValueError("erika@muster.example")
        self.pks.remove(pk)
        return True


def test_what_a_row_does_not_allow_any_more_is_counted():
    def act(row):
        if row == "changed":
            raise ForbiddenTransition

    assert to_each(["one", "changed", "two"], act) == Done(number=2, refused=1)


def test_an_error_that_nobody_foresaw_is_not_taken_for_a_refusal():
    with pytest.raises(ZeroDivisionError):
        to_each([0], lambda row: 1 / row)


def test_an_error_is_logged_with_its_kind_and_the_row(caplog):
    line = Line(-1, 2)

    assert one_by_one([-1, 2], line.serve, what="offer") == 1
    assert "offer -1: ValueError" in caplog.text
    assert "erika" not in caplog.text


def test_bad_rows_at_the_head_of_the_line_keep_nobody_back():
    line = Line(-1, -2, -3, 4, 5, 6)

    assert until_enough(line, line.serve, limit=2, what="offer") == 2
    assert line.pks == [-1, -2, -3, 6]


def test_an_error_that_concerns_all_rows_ends_it():
    def act(pk):
        raise JournalError

    with pytest.raises(JournalError):
        until_enough(Line(1, 2), act, limit=2, what="offer", fatal=(JournalError,))

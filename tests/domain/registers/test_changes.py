"""What an import would write, from what is stored and what should be."""

from dataclasses import replace
from datetime import date

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import SuspiciousRegister
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet
from hilfe_ukraine.domain.regions import Level
from hilfe_ukraine.domain.registers.changes import (
    Changes,
    StoredRegion,
    changes,
    check_losses,
)
from hilfe_ukraine.domain.registers.records import SuccessionRecord
from hilfe_ukraine.domain.registers.succession import Succession


TODAY = date(2026, 11, 26)
SINCE = date(2023, 1, 1)


def row(number, name=""):
    key = f"14626{number:03}"
    return RegionRow(key, Level.MUNICIPALITY, name or key, name or key, "14626")


def stored(number, **values):
    return replace(as_stored(row(number)), **values)


def as_stored(row):
    return StoredRegion(row.key, row.level, row.name, row.label)


def compare(before, rows, *, old=(), new=(), facts=()):
    return changes(
        stored=before,
        areas=old,
        wanted=RegionSet(tuple(rows), tuple(new)),
        succession=Succession(facts),
        today=TODAY,
    )


def applied(before, found):
    """What is stored after the changes were written."""
    after = {region.key: region for region in before}
    after |= {region.key: region for _, region in found.changed}
    after |= {region.key: region for region in found.retired}
    after |= {row.key: as_stored(row) for row in found.added}
    return list(after.values())


FACT = SuccessionRecord("14626001", "A", "14626002", SINCE)


def test_a_merger_is_noted_with_its_day_and_successor():
    found = compare([stored(1), stored(2)], [row(2)], facts=[FACT])

    assert found.retired == (stored(1, valid_until=SINCE, successor="14626002"),)


def test_without_a_fact_a_region_ends_today_without_a_successor():
    assert compare([stored(1)], []).retired == (stored(1, valid_until=TODAY),)


def test_a_successor_that_becomes_known_later_is_a_change_and_no_retirement():
    gone = stored(1, valid_until=TODAY)
    found = compare([gone, stored(2)], [row(2)], facts=[FACT])

    after = stored(1, valid_until=SINCE, successor="14626002")
    assert found == Changes(changed=((gone, after),))


def test_a_fact_about_a_region_that_lives_does_nothing():
    assert not compare([stored(1), stored(2)], [row(1), row(2)], facts=[FACT])


def test_a_new_name_is_a_change_of_the_same_region():
    (pair,) = compare([stored(1)], [row(1, "Zittau am See")]).changed

    assert pair == (stored(1), stored(1, name="Zittau am See", label="Zittau am See"))


def areas(count, region="14626001"):
    return [AreaRow(f"{number:05}", region) for number in range(count)]


@pytest.mark.parametrize(("lost", "refused"), [(10, False), (11, True)])
def test_many_regions_that_vanish_without_a_word_are_suspicious(lost, refused):
    before = [stored(number) for number in range(60)]
    found = compare(before, [row(number) for number in range(60 - lost)])
    if refused:
        with pytest.raises(SuspiciousRegister, match="state 14, 11 of 60 regions"):
            check_losses(found, before, ())
    else:
        check_losses(found, before, ())


def test_a_reform_with_successors_is_not_suspicious():
    before = [stored(number) for number in range(60)]
    facts = [
        SuccessionRecord(f"14626{number:03}", "", "14626000", SINCE)
        for number in range(1, 60)
    ]
    found = compare(before, [row(0)], facts=facts)

    assert len(found.retired) == 59
    check_losses(found, before, ())


def test_many_postcodes_that_vanish_are_suspicious_and_those_that_move_are_not():
    old = areas(60)
    cut = compare([stored(1)], [row(1)], old=old, new=old[:40])
    with pytest.raises(SuspiciousRegister, match="20 of 60 postcodes"):
        check_losses(cut, [stored(1)], old)

    moved = compare([stored(1)], [row(1)], old=old, new=areas(60, "14626002"))
    check_losses(moved, [stored(1)], old)


_NUMBERS = st.sets(st.integers(1, 9))
_FACTS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([None, SINCE]))
)


@given(
    _NUMBERS, _NUMBERS, _FACTS, st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5))
)
def test_an_import_is_done_when_it_is_done(before, after, facts, old, new):
    facts = [
        SuccessionRecord(f"14626{key:03}", "", f"14626{successor:03}", since)
        for key, successor, since in facts
        if key != successor
    ]
    start = [stored(number) for number in before]
    rows = [row(number, "New name") for number in after]
    wanted = [AreaRow(f"{number:05}", "14626001") for number in new]
    having = [AreaRow(f"{number:05}", "14626001") for number in old]
    found = compare(start, rows, old=having, new=wanted, facts=facts)
    written = applied(start, found)

    assert not compare(written, rows, old=wanted, new=wanted, facts=facts)
    assert {region.key for region in written if not region.valid_until} == {
        row.key for row in rows
    }
    living = {row.key for row in rows}
    assert {region.successor for region in written} <= living | {""}


def test_a_region_may_have_moved_to_another_state():
    fact = SuccessionRecord("14626001", "A", "16075099", SINCE)
    found = changes(
        stored=[stored(1)],
        areas=(),
        wanted=RegionSet((), ()),
        succession=Succession([fact]),
        today=TODAY,
        elsewhere=["16075099"],
    )
    assert found.retired == (stored(1, valid_until=SINCE, successor="16075099"),)

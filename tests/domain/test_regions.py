"""Official keys say what lies in what; nothing else does."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.regions import (
    Level,
    Place,
    common_region,
    level_of,
    lineage,
)


def keys():
    digits = st.text("0123456789", min_size=8, max_size=8)
    return st.builds(
        lambda key, length: key[:length], digits, st.sampled_from([2, 5, 8])
    )


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("14", Level.STATE),
        ("14626", Level.DISTRICT),
        ("14626110", Level.MUNICIPALITY),
    ],
)
def test_the_length_of_a_key_is_its_level(key, level):
    assert level_of(key) is level


@pytest.mark.parametrize("key", ["", "1", "146", "146261100", "1462611a", "٠٢", "-4"])
def test_anything_else_is_not_a_key(key):
    with pytest.raises(ValueError, match="not an official key"):
        lineage(key)


def test_lineage_leads_from_the_region_up_to_its_state():
    assert lineage("14626110") == ("14626110", "14626", "14")
    assert lineage("14626") == ("14626", "14")
    assert lineage("14") == ("14",)


@pytest.mark.parametrize(
    ("together", "region"),
    [
        (("14626110",), "14626110"),
        (("14626110", "14626120"), "14626"),
        (("14626110", "14626"), "14626"),
        (("14626110", "14625010"), "14"),
        (("14626110", "12054000"), ""),
    ],
)
def test_the_common_region_is_the_smallest_that_holds_all(together, region):
    assert common_region(together) == region
    assert Place(together).region == region


@given(st.lists(keys(), min_size=1, max_size=4))
def test_the_common_region_lies_above_every_key(together):
    region = common_region(tuple(together))

    assert all(key.startswith(region) for key in together)


def test_a_place_is_narrowed_to_one_of_its_candidates():
    place = Place(("14626110", "14626120"))

    assert place.narrowed_to("14626120") == Place(("14626120",))


def test_the_only_municipality_of_a_district_stands_for_the_district():
    assert Place(("14612", "14627060")).narrowed_to("14612000") == Place(("14612",))


@pytest.mark.parametrize("key", ["14626130", "14612010", "14", "", "14626000"])
def test_a_place_is_not_narrowed_to_a_foreign_region(key):
    with pytest.raises(ValueError):
        Place(("14626110", "14612")).narrowed_to(key)

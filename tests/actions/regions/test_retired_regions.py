"""Abolished regions lead to those of today, over several mergers."""

from datetime import date

import pytest

from hilfe_ukraine.actions.regions.retired_regions import (
    regions_of_today,
    regions_still_used,
)
from hilfe_ukraine.domain.registers.changes import StoredRegion
from hilfe_ukraine.models import Region
from tests.factories import make_body, make_offer, make_region, make_routing


pytestmark = pytest.mark.django_db

ENDED = date(2023, 1, 1)


def retire(key, successor=""):
    """Abolish a region, with or without a successor."""
    make_region(key)
    Region.objects.filter(key=key).update(
        valid_until=ENDED, successor=make_region(successor) if successor else None
    )


def test_mergers_are_followed_to_the_end(django_assert_num_queries):
    retire("14626001", "14626002")
    retire("14626002", "14626003")

    with django_assert_num_queries(1):
        found = regions_of_today()
    assert found == {"14626001": "14626003", "14626002": "14626003"}


def test_a_district_may_become_a_municipality():
    retire("16056", "16063105")

    assert regions_of_today() == {"16056": "16063105"}


def test_a_city_that_is_its_own_district_is_the_district():
    retire("14729999", "14713000")

    assert regions_of_today() == {"14729999": "14713"}


def test_circles_and_dead_ends_lead_nowhere():
    retire("14626001", "14626002")
    retire("14626002", "14626001")
    retire("14626003", "14626004")
    retire("14626004")

    assert regions_of_today() == {}


def test_what_relies_on_a_region_without_successor_is_named():
    for key in ("14626001", "14626002", "14626003"):
        retire(key)
    make_routing("14626001")
    make_body(region=make_region("14626002"))
    make_offer(region=make_region("14626002"))
    retired = [
        StoredRegion(f"1462600{number}", "municipality", "X", "X", ENDED)
        for number in (1, 2, 3)
    ]
    assert regions_still_used(retired) == [
        "14626001 Region 14626001: routing",
        "14626002 Region 14626002: regional desk, 1 waiting offers",
    ]

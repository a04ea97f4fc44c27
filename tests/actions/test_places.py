"""From what people enter to regions of the register."""

from datetime import date

import pytest

from hilfe_ukraine.actions.places import (
    districts,
    find_district,
    find_postcode,
    find_state,
)
from hilfe_ukraine.domain.errors import (
    ForeignMunicipality,
    InvalidPostcode,
    UnknownRegion,
)
from hilfe_ukraine.models import PostcodeArea, Region
from tests.factories import make_postcode, make_region


pytestmark = pytest.mark.django_db


def test_a_postcode_names_its_municipality(goerlitz):
    found = find_postcode(" D-02826 ")

    assert found.postcode == "02826"
    assert found.place.candidates == ("14626110",)
    assert found.region == Region.objects.get(key="14626110")
    assert not found.statewide


def test_the_candidates_of_an_ambiguous_postcode_stand_in_order_of_their_names(
    goerlitz,
):
    Region.objects.filter(key="14626120").update(name="Aaa")
    found = find_postcode("02827")

    assert found.place.candidates == ("14626120", "14626110")
    assert found.region == Region.objects.get(key="14626")


@pytest.mark.parametrize("second", ["14612", "14628410"])
def test_a_postcode_in_two_districts_is_somewhere_in_the_state(
    second, django_assert_num_queries
):
    make_postcode("01468", "14625180", second)
    with django_assert_num_queries(1):
        found = find_postcode("01468")
        assert found.place.region == found.region.key == "14"


def test_a_postcode_in_two_states_is_in_no_region_at_all(db):
    make_postcode("04617", "14729260", "16077039")

    assert find_postcode("04617").place.region == ""
    assert find_postcode("04617").region is None


def test_finding_a_postcode_is_one_statement(goerlitz, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find_postcode("02827")
        assert found.region.key == "14626"
        assert found.narrowed_to("14626110").region.label


def test_narrowing_keeps_postcode_and_rows(goerlitz):
    narrow = find_postcode("02827").narrowed_to("14626120")

    assert narrow.place.candidates == ("14626120",)
    assert (narrow.postcode, narrow.region.key) == ("02827", "14626120")


def test_a_city_that_is_a_district_of_its_own_takes_either_key(goerlitz):
    assert find_postcode("04109").narrowed_to("14713000").place.region == "14713"
    assert find_postcode("04109").narrowed_to("14713").region.key == "14713"


@pytest.mark.parametrize("key", ["14626", "14713", "14626110x", "", "\0"])
def test_a_foreign_municipality_is_refused(goerlitz, key):
    with pytest.raises(ForeignMunicipality):
        find_postcode("02827").narrowed_to(key)


@pytest.mark.parametrize("text", ["", "0282", "028266", "abcde", "02\x00826"])
def test_what_is_no_postcode_is_refused(goerlitz, text):
    with pytest.raises(InvalidPostcode):
        find_postcode(text)


def test_a_postcode_outside_the_register_is_unknown(goerlitz):
    with pytest.raises(UnknownRegion):
        find_postcode("80331")


def test_abolished_regions_and_large_recipients_are_no_places(goerlitz):
    Region.objects.filter(key="14626120").update(valid_until=date(2022, 12, 31))
    assert find_postcode("02827").place.candidates == ("14626110",)

    PostcodeArea.objects.filter(postcode="02827").update(
        kind=PostcodeArea.Kinds.LARGE_RECIPIENT
    )
    with pytest.raises(UnknownRegion):
        find_postcode("02827")


def test_a_district_is_found_by_its_key_only(goerlitz):
    assert find_district("14626").place.candidates == ("14626",)
    assert find_district("14626").postcode == ""
    for key in ("", "14", "14626110", "09162"):
        with pytest.raises(UnknownRegion):
            find_district(key)


def test_the_state_is_the_place_of_help_that_is_not_bound(goerlitz, settings):
    found = find_state()
    assert (found.place.region, found.statewide) == ("14", True)
    assert found.region.key == "14"

    settings.HILFE_UKRAINE_STATE_KEY = "09"
    with pytest.raises(UnknownRegion):
        find_state()


def test_only_districts_of_the_own_state_are_offered(goerlitz):
    make_region("09162")
    make_region("14511", valid_until=date(2008, 8, 1))
    Region.objects.filter(key="14713").update(label="Aaa")

    assert [row.key for row in districts()] == ["14713", "14626"]

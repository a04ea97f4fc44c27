"""Importing makes the stored register equal to the set, and touches nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from wagtail.search.backends import get_search_backend

from hilfe_ukraine.actions.import_regions import (
    SHIPPED,
    Changes,
    import_regions,
    read_shipped,
)
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet
from hilfe_ukraine.domain.regions import Level
from hilfe_ukraine.models import PostcodeArea, Region, RoutingVersion


pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
STATE = RegionRow("14", Level.STATE, "Sachsen", "Freistaat Sachsen", "")
DISTRICT = RegionRow("14626", Level.DISTRICT, "Görlitz", "Landkreis Görlitz", "14")
ZITTAU = RegionRow(
    "14626610", Level.MUNICIPALITY, "Zittau", "Zittau (Landkreis Görlitz)", "14626"
)
OYBIN = RegionRow(
    "14626390", Level.MUNICIPALITY, "Oybin", "Oybin (Landkreis Görlitz)", "14626"
)
SMALL = RegionSet(
    (STATE, DISTRICT, OYBIN, ZITTAU),
    (AreaRow("02763", "14626610"), AreaRow("02797", "14626390")),
)
WITHOUT_OYBIN = RegionSet(
    (STATE, DISTRICT, ZITTAU),
    (AreaRow("02763", "14626610"), AreaRow("02797", "14626610")),
)


def stored_pairs():
    return set(PostcodeArea.objects.values_list("postcode", "region__key"))


def changed_keys(report):
    return [after.key for _, after in report.changed]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_register_can_be_read(name):
    assert read_shipped(name).states


def test_shipped_saxony_is_stored_completely():
    report = import_regions(region_set=read_shipped("saxony"), today=TODAY)

    assert Region.objects.filter(level="district").count() == 13
    assert Region.objects.filter(level="municipality").count() == 418
    assert PostcodeArea.objects.values("postcode").distinct().count() == 404
    assert Region.objects.get(key="14626110").parent.parent.key == "14"
    assert len(report.areas_added) == PostcodeArea.objects.count()


def test_a_whole_state_takes_a_few_dozen_statements(
    django_assert_max_num_queries,
):
    region_set = read_shipped("saxony")

    with django_assert_max_num_queries(40):
        import_regions(region_set=region_set, today=TODAY)


def test_the_same_set_again_changes_nothing():
    import_regions(region_set=SMALL, today=TODAY)
    version = RoutingVersion.current()

    report = import_regions(region_set=SMALL, today=TODAY)

    assert report == Changes()
    assert RoutingVersion.current() == version


def test_an_import_that_changes_something_raises_the_routing_version():
    before = RoutingVersion.current()

    import_regions(region_set=SMALL, today=TODAY)

    assert RoutingVersion.current() > before


def test_a_region_that_vanished_is_retired_and_its_postcodes_move():
    import_regions(region_set=SMALL, today=TODAY)

    report = import_regions(region_set=WITHOUT_OYBIN, today=TODAY)

    assert Region.objects.get(key="14626390").valid_until == TODAY
    assert stored_pairs() == {("02763", "14626610"), ("02797", "14626610")}
    assert [region.key for region in report.retired] == ["14626390"]
    assert report.areas_added == (AreaRow("02797", "14626610"),)
    assert report.areas_deleted == (AreaRow("02797", "14626390"),)


def test_a_region_is_retired_only_once():
    import_regions(region_set=SMALL, today=TODAY)
    import_regions(region_set=WITHOUT_OYBIN, today=TODAY)

    import_regions(region_set=WITHOUT_OYBIN, today=date(2027, 1, 1))

    assert Region.objects.get(key="14626390").valid_until == TODAY


def test_a_retired_region_that_is_back_is_valid_again():
    import_regions(region_set=SMALL, today=TODAY)
    import_regions(region_set=WITHOUT_OYBIN, today=TODAY)
    Region.objects.filter(key="14626390").update(
        successor=Region.objects.get(key="14626610")
    )

    report = import_regions(region_set=SMALL, today=TODAY)

    oybin = Region.objects.get(key="14626390")
    assert (oybin.valid_until, oybin.successor) == (None, None)
    assert changed_keys(report) == ["14626390"]


def test_a_new_name_reaches_the_stored_region_and_keeps_its_id():
    import_regions(region_set=SMALL, today=TODAY)
    before = Region.objects.get(key="14626610")
    renamed = replace(ZITTAU, name="Zittau am See", label="Zittau am See")

    report = import_regions(
        region_set=replace(SMALL, regions=(STATE, DISTRICT, OYBIN, renamed)),
        today=TODAY,
    )

    after = Region.objects.get(key="14626610")
    assert (after.pk, after.name, after.label) == (
        before.pk,
        "Zittau am See",
        "Zittau am See",
    )
    assert changed_keys(report) == ["14626610"]


def test_other_states_are_left_alone():
    thuringia = Region.objects.create(
        key="16", level="state", name="Thüringen", label="Freistaat Thüringen"
    )
    PostcodeArea.objects.create(postcode="07919", region=thuringia)

    import_regions(region_set=SMALL, today=TODAY)

    assert Region.objects.get(key="16").valid_until is None
    assert ("07919", "16") in stored_pairs()


def test_large_recipients_of_another_register_are_left_alone():
    import_regions(region_set=SMALL, today=TODAY)
    PostcodeArea.objects.create(
        postcode="02754",
        region=Region.objects.get(key="14626610"),
        kind=PostcodeArea.Kinds.LARGE_RECIPIENT,
    )

    import_regions(region_set=SMALL, today=TODAY)

    assert ("02754", "14626610") in stored_pairs()


def test_a_failure_on_the_way_leaves_nothing_behind(monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setattr(RoutingVersion, "raise_it", fail)

    with pytest.raises(RuntimeError):
        import_regions(region_set=SMALL, today=TODAY)

    assert not Region.objects.exists()
    assert not PostcodeArea.objects.exists()


def test_imported_regions_are_found_by_the_search_of_wagtail():
    import_regions(region_set=SMALL, today=TODAY)

    found = get_search_backend().autocomplete("Zitt", Region)
    assert [region.key for region in found] == ["14626610"]

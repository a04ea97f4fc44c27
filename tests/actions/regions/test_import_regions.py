"""Importing makes the stored register equal to the set, and touches nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from wagtail.search.backends import get_search_backend

from hilfe_ukraine.actions.regions.import_regions import (
    SHIPPED,
    Changes,
    import_regions,
    merge_registers,
    read_shipped,
)
from hilfe_ukraine.domain.errors import SuspiciousRegister
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet
from hilfe_ukraine.domain.regions import Level
from hilfe_ukraine.domain.registers.records import PostcodeRecord, SuccessionRecord
from hilfe_ukraine.domain.registers.succession import Succession
from hilfe_ukraine.models import PostcodeArea, Region, RoutingVersion
from tests.database import everything_stored
from tests.factories import make_region


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


FACT = SuccessionRecord("14626390", "Oybin", "14626610", date(2026, 1, 1))


def test_a_merger_is_kept_as_history_with_its_successor():
    import_regions(region_set=SMALL, today=TODAY)
    import_regions(region_set=WITHOUT_OYBIN, today=TODAY, succession=Succession([FACT]))

    oybin = Region.objects.get(key="14626390")
    assert (oybin.valid_until, oybin.successor.key) == (FACT.since, "14626610")


def test_a_region_may_end_up_in_another_state():
    import_regions(region_set=SMALL, today=TODAY)
    make_region("16075099")
    fact = replace(FACT, successor="16075099")
    import_regions(region_set=WITHOUT_OYBIN, today=TODAY, succession=Succession([fact]))

    assert Region.objects.get(key="14626390").successor.key == "16075099"


def test_a_dry_run_tells_and_writes_nothing():
    import_regions(region_set=SMALL, today=TODAY)
    before = everything_stored()

    report = import_regions(region_set=WITHOUT_OYBIN, today=TODAY, dry_run=True)

    assert [region.key for region in report.retired] == ["14626390"]
    assert everything_stored() == before


def test_a_file_that_was_cut_off_is_refused_unless_it_is_meant(
    django_assert_max_num_queries,
):
    import_regions(region_set=read_shipped("saxony"), today=TODAY)
    cut = replace(read_shipped("saxony"), areas=read_shipped("saxony").areas[:300])

    with pytest.raises(SuspiciousRegister):
        import_regions(region_set=cut, today=TODAY)
    with django_assert_max_num_queries(20):
        import_regions(region_set=cut, today=TODAY, accept_losses=True)
    assert PostcodeArea.objects.count() == 300


def test_what_was_merged_with_what_is_stored_changes_nothing(
    django_assert_num_queries,
):
    import_regions(region_set=SMALL, today=TODAY)
    records = [
        PostcodeRecord("02763", "14626", "Zittau"),
        PostcodeRecord("02797", "14626390"),
    ]
    with django_assert_num_queries(2):
        merged = merge_registers(records, states=())

    assert not import_regions(region_set=merged.region_set, today=TODAY)

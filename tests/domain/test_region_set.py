"""The parser accepts the shipped format and names the line of every damage."""

import pytest

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import (
    AreaRow,
    RegionRow,
    RegisterFile,
    parse_region_set,
)
from hilfe_ukraine.domain.regions import Level


REGIONS = """\
key,level,name,label,parent
14,state,Sachsen,Freistaat Sachsen,
14612,district,Dresden,Stadt Dresden,14
14612000,municipality,Dresden,Stadt Dresden,14612
14626,district,Görlitz,Landkreis Görlitz,14
14626110,municipality,Görlitz,Görlitz (Landkreis Görlitz),14626
"""
POSTCODES = """\
postcode,region
01067,14612
02826,14626110
"""


def parse(regions=REGIONS, postcodes=POSTCODES):
    return parse_region_set(
        RegisterFile("regions.csv", _bytes(regions)),
        RegisterFile("postcodes.csv", _bytes(postcodes)),
    )


def _bytes(content):
    return content.encode() if isinstance(content, str) else content


def test_regions_and_postcodes_are_read_in_the_order_of_the_file():
    region_set = parse()

    assert [row.key for row in region_set.regions] == [
        "14",
        "14612",
        "14612000",
        "14626",
        "14626110",
    ]
    assert region_set.regions[-1] == RegionRow(
        "14626110",
        Level.MUNICIPALITY,
        "Görlitz",
        "Görlitz (Landkreis Görlitz)",
        "14626",
    )
    assert region_set.areas == (
        AreaRow("01067", "14612"),
        AreaRow("02826", "14626110"),
    )


def test_a_set_knows_the_states_it_describes():
    assert parse().states == ("14",)


def test_lines_that_end_with_crlf_are_read_too():
    assert parse(REGIONS.replace("\n", "\r\n")) == parse()


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        ("", "regions.csv, line 1: the columns key,level,name,label,parent"),
        (REGIONS.replace("label", "labels"), "regions.csv, line 1: the columns"),
        (REGIONS + "14626110,municipality\n", "regions.csv, line 7: 5 values"),
        (REGIONS + "\n", "regions.csv, line 7: 5 values"),
        (REGIONS.replace("14612000,", "14612,"), "line 4: 14612 is a district"),
        (REGIONS.replace("14626,d", "14.26,d"), "line 5: '14.26' is not an official"),
        (REGIONS.replace("e,Sach", "e,,Sach").replace("Sachsen,F", "F"), "no name"),
        (REGIONS.replace("Landkreis Görlitz,14\n", " ,14\n"), "line 5: 14626 has no"),
        (REGIONS.replace("z),14626", "z),14612"), "line 6: '14612' is not the region"),
        (REGIONS.replace("14,state,Sachsen,Freistaat Sachsen,\n", ""), "line 2: 14 "),
        (REGIONS + REGIONS.splitlines()[-1], "line 7: 14626110 stands there twice"),
        (REGIONS + '14626120,municipality,"Gör', "line 7: unexpected end of data"),
        (REGIONS.encode("latin-1"), "regions.csv, line 5: the text is not UTF-8"),
    ],
)
def test_a_damaged_file_of_regions_is_refused_with_its_line(damaged, message):
    with pytest.raises(RegisterError) as caught:
        parse(regions=damaged)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        ("", "postcodes.csv, line 1: the columns postcode,region are expected"),
        (POSTCODES.replace("02826", "2826"), "line 3: '2826' is not a postcode"),
        (POSTCODES.replace("02826", "0282O"), "line 3: '0282O' is not a postcode"),
        (POSTCODES.replace("02826", "٠٢٨٢٦"), "line 3: '٠٢٨٢٦' is not a postcode"),
        (POSTCODES.replace("6110", "6999"), "line 3: region '14626999' is not in"),
        (POSTCODES + "02826,14626110\n", "line 4: 02826 in 14626110 stands there"),
    ],
)
def test_a_damaged_file_of_postcodes_is_refused_with_its_line(damaged, message):
    with pytest.raises(RegisterError) as caught:
        parse(postcodes=damaged)

    assert message in str(caught.value)


def test_a_file_of_postcodes_that_was_cut_off_is_refused():
    with pytest.raises(RegisterError, match=r"line 2: .* without 14626110 Görlitz"):
        parse(postcodes=POSTCODES.replace("02826,14626110\n", ""))


def test_a_file_of_regions_that_was_cut_off_is_refused():
    cut = REGIONS[: REGIONS.index("14626,district")]

    with pytest.raises(RegisterError, match=r"postcodes\.csv, line 3"):
        parse(regions=cut)

"""A file shows by its first line what it is."""

import pytest

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.registers.formats import FORMATS, read_records, recognised
from tests.domain.registers import writers


EXAMPLES = {
    "gv100ad": writers.gv_state("14", "Sachsen"),
    "geonames": writers.geonames_line("02763", "Zittau"),
    "openplz": writers.openplz(),
    "plz-ort": writers.plz_ort(),
    "succession": writers.succession(),
}


def test_there_is_an_example_of_each_format():
    assert EXAMPLES.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_each_format_is_recognised_and_no_other(name, encoding):
    text = writers.text_of(EXAMPLES[name], encoding=encoding)
    claims = [other for other in FORMATS if FORMATS[other].looks_like_it(text.head)]

    assert claims == [name]
    assert recognised(text) is FORMATS[name]


def test_the_table_of_geonames_is_recognised():
    text = writers.text_of(writers.GEONAMES_HEADER)

    assert recognised(text) is FORMATS["geonames"]


@pytest.mark.parametrize("content", ["", "readme\n", "osm_id,ort,plz,bundesland\n"])
def test_anything_else_is_refused_with_the_formats_there_are(content):
    with pytest.raises(RegisterError, match=r"^file.txt, line 1: .*gv100ad, geonames"):
        list(read_records(writers.text_of(content)))


def test_a_format_named_by_hand_is_taken_at_its_word():
    with pytest.raises(RegisterError, match="characters instead of 220"):
        list(read_records(writers.text_of(EXAMPLES["geonames"]), "gv100ad"))

"""Writers of the official layouts, so that tests can say what stands in a file."""

import csv
import io

from hilfe_ukraine.domain.registers.text import RegisterText


GEONAMES_HEADER = (
    "country_code,zipcode,place,state,state_code,province,province_code,community,"
    "community_code,latitude,longitude"
)


def gv_line(kind, key, name="", *, of_type="", seat="", association=""):
    """One line of GV100AD: 220 characters."""
    cells = [
        (0, kind),
        (2, "20251130"),
        (10, key),
        (18, association),
        (22, name),
        (122, of_type),
        (165, seat),
    ]
    line = ""
    for column, text in cells:
        line = line.ljust(column) + text
    return line.ljust(220)


def gv_state(key, name):
    return gv_line("10", key, name)


def gv_district(key, name, of_type="44"):
    return gv_line("40", key, name, of_type=of_type)


def gv_municipality(key, name, seat="", of_type="64"):
    return gv_line("60", key, name, of_type=of_type, seat=seat)


def geonames_line(postcode, place, state="SN", district="14626", country="DE"):
    """One line of ``DE.txt``: twelve values between tabs."""
    values = [country, postcode, place, "State", state, "", "", "District", district]
    return "\t".join([*values, "51.1", "14.9", "4"])


def table(header, *rows):
    """A table with a header, commas between the values."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    return text.getvalue()


def openplz(*rows):
    """``streets.csv``; rows are (street, postcode, locality, key)."""
    header = "Name,PostalCode,Locality,RegionalKey,Borough,Suburb"
    return table(header, *((*row, "", "") for row in rows))


def plz_ort(*rows):
    """``zuordnung_plz_ort.csv``; rows are (ags, ort, plz, landkreis, bundesland)."""
    header = "osm_id,ags,ort,plz,landkreis,bundesland"
    return table(header, *(("1", *row) for row in rows))


def succession(*rows):
    """The table of facts about abolished regions."""
    return table("key,name,successor,date,source", *rows)


def text_of(content, name="file.txt", encoding="utf-8"):
    """The text of a file with this content, a string, bytes or lines."""
    if isinstance(content, list):
        content = "".join(f"{line}\n" for line in content)
    raw = content.encode(encoding) if isinstance(content, str) else content
    return RegisterText.opened(name, raw.splitlines(keepends=True))

"""The table of ``docs/how-to/set-up-routing-in-an-afternoon.md``: invented bodies."""

import io

from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from hilfe_ukraine.domain.keys import key_from
from hilfe_ukraine.domain.table.columns import BODIES, RULES, SHEETS, Sheet


DISTRICTS = {
    "14511": "Chemnitz",
    "14521": "Erzgebirgskreis",
    "14522": "Mittelsachsen",
    "14523": "Vogtlandkreis",
    "14524": "Zwickau",
    "14612": "Dresden",
    "14625": "Bautzen",
    "14626": "Görlitz",
    "14627": "Meißen",
    "14628": "Sächsische Schweiz-Osterzgebirge",
    "14713": "Stadt Leipzig",
    "14729": "Landkreis Leipzig",
    "14730": "Nordsachsen",
}
_DISTRICT, _AID = "Landkreis oder kreisfreie Stadt", "Hilfsorganisation"
#: Before the name of the district: how the key begins, what it is called, its kind.
_OFFICES = (
    ("ha", "Hauptamt", _DISTRICT),
    ("sozialamt", "Sozialamt", _DISTRICT),
    ("drk", "DRK-Kreisverband", _AID),
)
#: In each district: title, categories, days at most, office.
_RULES = (
    ("Kurze Aufenthalte an das DRK", "housing", 14, "drk"),
    ("Unterkunft an das Sozialamt", "housing", None, "sozialamt"),
    (
        "Sachspenden, Fahrten, Mithilfe an das DRK",
        "goods, transport, onsite",
        None,
        "drk",
    ),
    ("Betreuung und Medizin an das Sozialamt", "childcare, medical", None, "sozialamt"),
    ("Recht, Arbeit und Ausbildung an das Hauptamt", "legal, jobs", None, "ha"),
    ("Alles andere an das Hauptamt", None, None, "ha"),
)
#: What people write by mistake: sheet, row, column and value.
MISTAKES = (
    (BODIES, 4, "email", "drk@chemnitz,example.org"),
    (BODIES, 6, "phone", 37334711),
    (BODIES, 9, "kind", "Verein"),
    (BODIES, 15, "deputy", "ha_zwikau"),
    (BODIES, 41, "key", "Malteser Sachsen"),
    (RULES, 3, "categories", "Unterkunft"),
    (RULES, 4, "bodies", "DRK-Kreisverband Chemnitz"),
    (RULES, 9, "region", "Erzgebirgskreis"),
    (RULES, 10, "decided_on", "4. März"),
    (RULES, 12, "outcome", "Weiterleitung"),
    (RULES, 14, "stay_to", "30 Tage"),
    (RULES, 16, "bodies", "=L15"),
    (RULES, 20, "text", "kurzz"),
    (RULES, 25, "region", "14522999"),
    (RULES, 30, "stay_to", 14),
)


def table(mistakes: Iterable[tuple[Sheet, int, str, Any]] = ()) -> bytes:
    """Return the Excel file: 40 bodies and 78 rules, with these ``mistakes`` in it."""
    book = Workbook()
    book.remove(book.active)
    for sheet, rows in zip(SHEETS, (_bodies(), _rules(), []), strict=True):
        written = book.create_sheet(sheet.de)
        written.append([column.de for column in sheet.columns])
        for row in rows:
            written.append([row.get(column.name) for column in sheet.columns])
    for sheet, row, name, value in mistakes:
        names = [column.name for column in sheet.columns]
        book[sheet.de].cell(row, names.index(name) + 1, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _bodies() -> list[dict[str, Any]]:
    rows = [
        _body(start, f"{name} {district}", kind, f"{start}@{_domain(district)}")
        | {"key": _key(start, district)}
        for district in DISTRICTS.values()
        for start, name, kind in _OFFICES
    ]
    last = _body("malteser", "Malteser Sachsen", _AID, "hilfe@malteser.example.org")
    return [*rows, last]


def _body(key: str, name: str, kind: str, email: str) -> dict[str, Any]:
    return {"key": key, "name": name, "kind": kind, "email": email}


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "region": region,
            "title": title,
            "categories": categories,
            "stay_to": days,
            "outcome": "weiterleiten",
            "bodies": _key(office, district),
        }
        for region, district in DISTRICTS.items()
        for title, categories, days, office in _RULES
    ]


def _key(start: str, district: str) -> str:
    return key_from(f"{start} {district}")


def _domain(district: str) -> str:
    return key_from(district).replace("_", "-") + ".example.org"

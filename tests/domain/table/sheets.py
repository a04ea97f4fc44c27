"""A table as a test writes it: only the cells the test is about."""

from dataclasses import replace

from hilfe_ukraine.domain.facts import Question
from hilfe_ukraine.domain.table.checks import check_table
from hilfe_ukraine.domain.table.columns import BODIES, RULES, SHEETS, TEXTS
from hilfe_ukraine.domain.table.compare import make_plan
from hilfe_ukraine.domain.table.known import EVERYTHING, Known, KnownRegion
from hilfe_ukraine.domain.table.problems import Problems
from hilfe_ukraine.domain.table.raw import Cell, RawSheet, records_of
from hilfe_ukraine.domain.table.rows import BodyRow, read_table


OFFICE = BodyRow("office", "Office", "district", email="office@example.org")
HOUSING = {
    "stay_days": Question("stay_days"),
    "quantity": Question("quantity"),
    "helper": Question("helper", ("person", "organisation")),
    "dwelling": Question("dwelling", ("house", "flat")),
}

KNOWN = Known(
    regions={
        key: KnownRegion(key, f"Region {key}")
        for key in ("14", "14625", "14626", "01", "01001")
    }
    | {
        "14612000": KnownRegion("14612000", "Dresden", stands_for="14612"),
        "14001": KnownRegion("14001", "Old", is_current=False, successor="14625"),
        "14002": KnownRegion("14002", "Older", is_current=False),
    },
    categories={
        "housing": HOUSING,
        "goods": {"dwelling": Question("dwelling", ("hut",))},
    },
    bodies={"office": OFFICE},
    routings={},
    languages=("de", "uk"),
    is_email=lambda text: "@" in text,
)

BODY = {
    "key": "aid",
    "name": "Aid",
    "kind": "organisation",
    "email": "aid@example.org",
}
RULE = {"region": "14626", "outcome": "forward", "bodies": "office"}
TEXT = {"key": "bye", "language": "de", "words": "Danke"}


def cell(value):
    return value if isinstance(value, Cell) else Cell(value)


def sheet(of, *rows, language="en", without=()):
    columns = [column for column in of.columns if column.name not in without]
    heading = [Cell(column.heading(language)) for column in columns]
    lines = [[cell(row.get(column.name, "")) for column in columns] for row in rows]
    return RawSheet(of.title(language), [heading, *lines])


def book(*, bodies=(), rules=(), texts=(), language="en"):
    rows = {BODIES: bodies, RULES: rules, TEXTS: texts}
    return [sheet(of, *rows[of], language=language) for of in SHEETS]


def plan(raws, known=KNOWN, rights=EVERYTHING):
    problems = Problems()
    table = read_table(records_of(raws, "table", problems), known.languages, problems)
    check_table(table, known, problems)
    return make_plan(table, known, rights, problems)


def plan_of(known=KNOWN, rights=EVERYTHING, **rows):
    return plan(book(**rows), known, rights)


def problems_of(*, known=KNOWN, rights=EVERYTHING, **rows):
    """Cell and code of every problem."""
    found = plan_of(known, rights, **rows).problems
    return [(problem.where, problem.code.value) for problem in found]


def stored(*rules, region="14626", **values):
    """What is known when these rules are published in a region."""
    numbered = tuple(
        replace(rule, id=rule.id or f"id-{number}") for number, rule in enumerate(rules)
    )
    return replace(KNOWN, routings={region: numbered}, **values)

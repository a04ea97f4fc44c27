"""A table as tests write, change and import it."""

from io import BytesIO

from hilfe_ukraine.actions.table.exporting import export_table
from hilfe_ukraine.actions.table.importing import apply_table, check_table
from hilfe_ukraine.domain.table.known import EVERYTHING
from tests.factories import NOW


def exported(form="xlsx", language="de", **options):
    file = BytesIO()
    export_table(file, form=form, language=language, **options)
    return file.getvalue()


def check(content, name="table.xlsx", **values):
    options = {"rights": EVERYTHING, "user": None, **values}
    return check_table(content=content, name=name, **options)


def apply(content, name="table.xlsx", **values):
    options = {"rights": EVERYTHING, "user": None, "now": NOW, **values}
    return apply_table(content=content, name=name, **options)


def saved(workbook):
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def rule(region, title, bodies="office"):
    return [region, None, title, "housing", *[None] * 6, "forward", bodies]


def grow(workbook):
    """A new region, a changed rule, one left out, a new body, a new address."""
    rules, bodies = workbook["Rules"], workbook["Bodies"]
    rules["C2"] = "First, renamed"
    rules.delete_rows(3)
    rules.append(rule("14625", "New", "office, aid"))
    bodies["F2"] = "new@office.example"
    bodies.append(
        ["aid", "Aid", "organisation", None, None, "a@b.example", None, "office"]
    )

"""The house rules that a machine can check: imports, lengths, silence of names."""

import ast
import re
import subprocess
import sys

from pathlib import Path

import pytest

from django.apps import apps

import hilfe_ukraine

from hilfe_ukraine.models import Answer, Attempt, Note
from tests.factories import NOW, make_delivery, make_offer, make_referral


ROOT = Path(__file__).parents[1]
PACKAGE = Path(hilfe_ukraine.__file__).parent
MODULES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts
]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
CANARY = "Canary Birdsong"


def name_of(path):
    return str(path.relative_to(PACKAGE))


def test_imports_point_downwards_only():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_can_be_read_in_one_sitting(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_fits_on_one_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }

    assert long == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree) or not tree.body


def test_what_tests_share_stands_in_none_of_them():
    borrowed = re.compile(r"^from tests\.(\w+\.)*test_", re.MULTILINE)
    paths = (ROOT / "tests").rglob("*.py")

    assert [
        path for path in paths if borrowed.search(path.read_text(encoding="utf-8"))
    ] == []


MODELS = [
    model
    for label in ("hilfe_ukraine", "hilfe_ukraine_pages")
    for model in apps.get_app_config(label).get_models()
    if model._meta.managed
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_chooses_how_it_is_called(model):
    """Django's own "Model object (1)" helps nobody."""
    owners = {owner.__module__ for owner in model.__mro__ if "__str__" in vars(owner)}

    assert owners - {"django.db.models.base", "builtins"}


@pytest.mark.django_db
def test_no_row_is_called_by_personal_data():
    offer = make_offer(
        contact={"name": CANARY, "email": CANARY, "phone": CANARY},
        entries=[{"label": CANARY, "value": CANARY}],
        postcode="02826",
    )
    referral = make_referral(offer=offer)
    delivery = make_delivery(referral=referral)
    rows = [
        offer,
        referral,
        delivery,
        Note.objects.create(offer=offer, text=CANARY, created_at=NOW),
        Answer.objects.create(
            referral=referral, kind="taken", text=CANARY, answered_at=NOW
        ),
        Attempt.objects.create(
            delivery=delivery,
            lease_no=1,
            started_at=NOW,
            address=CANARY,
            content=CANARY,
            detail=CANARY,
        ),
    ]

    for row in rows:
        assert CANARY not in f"{row} {row!r}"

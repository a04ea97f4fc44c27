"""The files of the two reference set-ups name what really exists."""

import re

from pathlib import Path

import pytest

from django.core.management import get_commands

from hilfe_ukraine.urls import urlpatterns


ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docs" / "how-to" / "files"
PRODUCTION = ROOT / "example_site" / "config" / "settings" / "production.py"
ASSIGNED = re.compile(r"^([A-Z_]+)=", re.MULTILINE)
COMMAND = re.compile(r"manage\.py (\w+)")
UNITS = sorted(FILES.rglob("*.service"))
# Read by Django itself, not by the settings module.
BY_DJANGO = {"DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("file", sorted(FILES.rglob("*.env")), ids=lambda p: p.name)
def test_every_variable_is_read_by_the_production_settings(file):
    names = {name.removesuffix("_FILE") for name in ASSIGNED.findall(file.read_text())}
    known = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', PRODUCTION.read_text()))

    assert names
    assert names - BY_DJANGO <= known


@pytest.mark.parametrize("file", UNITS, ids=lambda path: path.name)
def test_every_management_command_exists(file):
    assert set(COMMAND.findall(file.read_text())) <= set(get_commands())


def test_units_with_commands_were_found():
    assert any(COMMAND.search(file.read_text()) for file in UNITS)


def test_nginx_masks_every_address_with_a_token():
    config = (FILES / "two-machines" / "nginx.conf").read_text()
    with_token = {
        str(entry.pattern).split("/")[0]
        for entry in urlpatterns
        if "<str:token>" in str(entry.pattern)
    }
    masked = re.search(r"/hilfe/\(\?:([\w|]+)\)/", config)

    assert with_token
    assert with_token <= set(masked[1].split("|"))


def test_every_file_is_explained():
    pages = "".join(path.read_text() for path in FILES.parent.glob("*.md"))
    unnamed = [
        file.name
        for file in FILES.rglob("*")
        if file.is_file() and file.name not in pages
    ]

    assert unnamed == []

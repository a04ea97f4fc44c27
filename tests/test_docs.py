"""The documentation keeps up with the code: names, links and targets."""

import ast
import re

from functools import cache
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
PACKAGE = ROOT / "hilfe_ukraine"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
SETTING = re.compile(r"HILFE_UKRAINE_[A-Z_]*[A-Z]")
CHECK_ID = re.compile(r"hilfe_ukraine\.([EW]\d{3})")


def _settings_of_the_app() -> set[str]:
    """Names after the prefix, as ``conf`` reads them."""
    return {
        f"HILFE_UKRAINE_{call.args[0].value}"
        for call in _calls("_get")
        if isinstance(call.args[0], ast.Constant)
    }


def _settings_of_the_host() -> set[str]:
    read = {
        node.attr
        for node in ast.walk(_conf())
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "settings"
    }
    asked = {
        call.args[1].value
        for call in _calls("getattr")
        if isinstance(call.args[1], ast.Constant)
    }
    return read | asked


@cache
def _conf() -> ast.Module:
    files = sorted((PACKAGE / "conf").glob("*.py"))
    return ast.parse("\n".join(file.read_text() for file in files))


def _calls(name: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(_conf()) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", "") == name] + [
        call for call in calls if getattr(call.func, "id", "") == name
    ]


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _anchors(page: Path) -> set[str]:
    """Headings as GitHub turns them into anchors."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", _text(page)), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def test_every_setting_is_documented_and_no_other():
    documented = set(SETTING.findall(_text(REFERENCE / "settings.md")))
    assert documented == _settings_of_the_app()


def test_every_setting_of_the_host_that_is_read_is_documented():
    text = _text(REFERENCE / "settings.md")
    missing = [name for name in _settings_of_the_host() if f"`{name}" not in text]
    assert missing == []


def test_the_settings_were_really_found():
    assert "HILFE_UKRAINE_LEASE_SECONDS" in _settings_of_the_app()
    assert "DEFAULT_FROM_EMAIL" in _settings_of_the_host()


def test_every_management_command_is_documented_and_no_other():
    files = (PACKAGE / "management" / "commands").glob("hilfe_*.py")
    headings = re.findall(
        r"^### (hilfe_\w+)$", _text(REFERENCE / "commands.md"), re.MULTILINE
    )
    assert sorted(headings) == sorted(file.stem for file in files)


@pytest.mark.parametrize(
    "file", sorted((PACKAGE / "management" / "commands").glob("hilfe_*.py"))
)
def test_every_option_of_a_command_is_documented(file):
    options = re.findall(r'"(--[a-z-]+)"', file.read_text())
    text = _text(REFERENCE / "commands.md")
    section = text.split(f"### {file.stem}\n")[1].split("\n### ")[0]
    assert [option for option in options if option not in section] == []


def test_every_check_is_documented_and_no_other():
    files = (PACKAGE / "checks").glob("*.py")
    in_code = {found for file in files for found in CHECK_ID.findall(file.read_text())}
    in_docs = set(CHECK_ID.findall(_text(REFERENCE / "checks.md")))
    assert in_docs == in_code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    broken = []
    for target in LINK.findall(FENCE.sub("", _text(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page):
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {first or second for first, second in MAKE.findall(_text(page))}
    assert named <= targets


def test_every_make_target_is_documented():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    named = re.findall(r"`make ([a-z-]+)`", _text(REFERENCE / "commands.md"))
    assert targets <= set(named)


def test_every_page_of_the_documentation_is_in_the_index():
    index = _text(ROOT / "docs" / "README.md")
    pages = [page for page in PAGES if page.parent.parent == ROOT / "docs"]
    missing = [page.name for page in pages if f"/{page.name})" not in index]
    assert missing == []

"""Every check is registered, has a number of its own, and shows no secret."""

import re

from pathlib import Path

import pytest

from django.core.checks import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from hilfe_ukraine import checks


def test_the_settings_of_the_tests_pass():
    call_command("check")


def test_a_bad_setting_stops_every_command(change):
    change(INDEX_KEY="")

    with pytest.raises(SystemCheckError, match=r"hilfe_ukraine\.E003"):
        call_command("check")


def test_no_message_shows_a_key(change):
    change(ENCRYPTION_KEYS={"a": "canary"}, LINK_KEYS=["canary"], INDEX_KEY="canary")

    messages = [message for check in CHECKS for message in check()]
    assert messages
    assert "canary" not in "".join(f"{m.msg} {m.hint}" for m in messages)


CHECKS = [
    check
    for check in registry.registry.get_checks(include_deployment_checks=True)
    if check.__module__.startswith(f"{checks.__name__}.")
]


def test_every_check_of_the_module_is_registered():
    written = {name for name in vars(checks) if name.startswith("check_")}

    assert {check.__name__ for check in CHECKS} == written


def test_every_id_stands_for_one_finding_and_none_is_left_out():
    files = sorted(Path(checks.__file__).parent.glob("*.py"))
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    found = re.findall(r'id="hilfe_ukraine\.([EW]\d{3})"', source)

    for letter in "EW":
        numbers = sorted(int(each[1:]) for each in found if each[0] == letter)
        assert numbers == list(range(1, len(numbers) + 1))

"""Migrations say what the models say, with and without the sub-app of the page."""

import os
import subprocess
import sys

import pytest


FROM_ZERO = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)
call_command("showmigrations")
"""


FROM_THE_FIRST = """
import datetime, uuid
import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

django.setup()
now = datetime.datetime(2022, 3, 4, 11, tzinfo=datetime.UTC)
call_command("migrate", "hilfe_ukraine", "0001", verbosity=0)
first = MigrationExecutor(connection).loader.project_state(
    ("hilfe_ukraine", "0001_initial")
).apps
first.get_model("hilfe_ukraine", "Delivery").objects.create(
    dedup_key="old", receiver="body", kind="forward", language="de",
    message_id="<old@example.org>", created_at=now, first_due_at=now,
    next_attempt_at=now,
)
call_command("migrate", verbosity=0)

from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import Delivery

print("due:", *Delivery.objects.filter(uuid__in=due_ids(now, 9)).values_list("carrier"))
"""


def run(*arguments, settings):
    """Run Python in a process of its own, on an empty database; return what it says."""
    chosen = {
        "DJANGO_SETTINGS_MODULE": settings,
        "HILFE_TEST_DB": "sqlite",
        "HILFE_TEST_SQLITE": ":memory:",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


@pytest.mark.parametrize("settings", ["tests.settings", "tests.settings_without_pages"])
def test_no_migration_is_missing(settings):
    """A host's own page must not be written into the migrations of this package."""
    command = ("-m", "django", "makemigrations", "--check", "--dry-run")

    assert "No changes detected" in run(*command, settings=settings)


@pytest.mark.parametrize(
    ("settings", "has_page"),
    [("tests.settings", True), ("tests.settings_without_pages", False)],
)
def test_an_empty_database_is_migrated_from_zero(settings, has_page):
    plan = run("-c", FROM_ZERO, settings=settings)

    assert "[X] 0001_initial" in plan
    assert "[ ]" not in plan
    assert ("hilfe_ukraine_pages" in plan) is has_page


def test_a_message_of_the_first_version_is_still_sent():
    assert "due: ('relay',)" in run("-c", FROM_THE_FIRST, settings="tests.settings")

"""Nothing takes the demo's settings by itself: an operator's shell may have none."""

import os
import subprocess
import sys

import pytest

from tests.example_site.conftest import SITE


def run(*arguments, **variables):
    """Run Python in the site's folder, in a shell without settings."""
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=SITE,
        env={**env, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_without_settings_is_refused_with_a_hint():
    done = run("manage.py", "check")

    assert done.returncode == 1
    assert "DJANGO_SETTINGS_MODULE=config.settings.production" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["--settings", "config.settings.demo"], {}),
        ([], {"DJANGO_SETTINGS_MODULE": "config.settings.demo"}),
    ],
)
def test_a_command_with_settings_runs(tmp_path, arguments, variables):
    folder = {"HILFE_DEMO_DIR": str(tmp_path)}
    done = run("manage.py", "diffsettings", *arguments, **variables, **folder)

    assert done.returncode == 0, done.stderr
    assert "WSGI_APPLICATION" in done.stdout


def test_the_web_does_not_start_without_settings():
    done = run("-c", "import config.wsgi")

    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr

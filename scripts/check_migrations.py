"""No migration may be missing, on the oldest Wagtail we support and on the newest.

``--write`` writes what is missing, always on the oldest one: a migration written on a
newer Wagtail depends on Wagtail migrations that the older one does not have.
"""

import os
import subprocess
import sys
import tempfile
import venv

from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[1]
OLDEST = "7.4"
OLDEST_ENVIRONMENT = REPOSITORY / ".venvs" / "wagtail74"


def main(arguments: list[str]) -> int:
    oldest = _oldest_python()
    if "--write" in arguments:
        return _make(oldest, "config.settings.demo", [])
    codes = [
        _make(python, settings, ["--check", "--dry-run"])
        for python in (oldest, sys.executable)
        for settings in ("config.settings.demo", "tests.settings")
    ]
    return max(codes)


def _make(python: str, settings: str, options: list[str]) -> int:
    print(f"{_wagtail_version(python)}, {settings}: ", end="", flush=True)
    path = os.pathsep.join(map(str, (REPOSITORY, REPOSITORY / "example_site")))
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPATH": path, "HILFE_DEMO_DIR": folder}
        env["DJANGO_SETTINGS_MODULE"] = settings
        command = [python, "-m", "django", "makemigrations", *options]
        return subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode


def _oldest_python() -> str:
    """The Python of an environment with the oldest Wagtail, made if it is missing."""
    python = str(OLDEST_ENVIRONMENT / "bin" / "python")
    if not Path(python).exists():
        print(f"Making {OLDEST_ENVIRONMENT} with Wagtail {OLDEST} ...", flush=True)
        venv.create(OLDEST_ENVIRONMENT, with_pip=True)
    if not _wagtail_version(python).startswith(f"Wagtail {OLDEST}."):
        command = [python, "-m", "pip", "install", "--quiet", f"wagtail=={OLDEST}.*"]
        subprocess.run(command, check=True)
    # Keeps that Wagtail, and adds what the app has come to need since.
    subprocess.run([python, REPOSITORY / "scripts" / "install.py", "demo"], check=True)
    return python


def _wagtail_version(python: str) -> str:
    code = "import wagtail; print('Wagtail', wagtail.__version__)"
    done = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

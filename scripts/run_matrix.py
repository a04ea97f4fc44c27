"""``make test-matrix``: tox over three corners, or over everything with ``--full``."""

import os
import subprocess
import sys

from pathlib import Path

from services import test_services


REPOSITORY = Path(__file__).resolve().parents[1]
# Every Python, Django, Wagtail and database, oldest and newest together. `make test`
# runs on the Python at hand with what pip chooses for it, on both databases.
CORNERS = [
    "py311-django52-wagtail74-sqlite",
    "py312-django60-wagtail74-postgres",
    "py313-django61-wagtail80-postgres",
]


def main(arguments: list[str]) -> int:
    full = "--full" in arguments
    with test_services() as services:
        names = _all_names() if full else CORNERS
        missing = "PostgreSQL" in services.missing
        run = [name for name in names if not (missing and name.endswith("postgres"))]
        left_out = [name for name in names if name not in run]
        code = _tox("run", "-e", ",".join(run), env=services.env).returncode
    if left_out:
        print(f"Left out, because PostgreSQL was not found: {', '.join(left_out)}")
    return code or int(bool(left_out) and os.environ.get("CI") == "true")


def _all_names() -> list[str]:
    listed = _tox("list", "--no-desc", "-q", capture_output=True, text=True).stdout
    return [line for line in listed.split() if line.startswith("py")]


def _tox(*arguments: str, env: dict[str, str] | None = None, **options):
    command = [sys.executable, "-m", "tox", *arguments]
    environment = {**os.environ, **(env or {}), "PATH": _path()}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, check=False, **options
    )


def _path() -> str:
    """With the Pythons that pyenv has built, which are on no path by themselves."""
    versions = sorted((Path.home() / ".pyenv/versions").glob("3.1[1-9]*/bin"))
    return os.pathsep.join([*map(str, versions), os.environ["PATH"]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

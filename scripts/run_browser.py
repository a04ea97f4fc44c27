"""``make test-browser``: the browser tests alone, every page in every way.

Four languages, with and without JavaScript, wide and at 320 px, by mouse and by
keyboard alone. Prints pages x languages x what axe finds. Arguments go to pytest.
"""

import os
import subprocess
import sys

from pathlib import Path

from services import test_services


REPOSITORY = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    with test_services() as services:
        if "Chromium" in services.missing:
            print("There is no Chromium on this machine (HILFE_TEST_CHROMIUM).")
            return 1
        database = "sqlite" if "PostgreSQL" in services.missing else "postgres"
        env = {**os.environ, **services.env, "HILFE_TEST_DB": database}
        env["HILFE_TEST_BROWSER_FULL"] = "1"
        chosen = ["tests/browser", "-m", "browser", *arguments]
        command = [sys.executable, "-m", "pytest", "-q", *chosen]
        return subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``make test-faults``: the whole matrix of faults, against private servers.

Arguments are handed to pytest. Fails if an offer was lost or doubled unnoticed, or if a
fault was neither run nor explained.
"""

import os
import subprocess
import sys

from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[1]
# Most of the time is spent waiting for leases and timeouts, so two at once help.
PARALLEL = ["-n", os.environ.get("HILFE_FAULTS_PARALLEL", "2"), "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    env = {**os.environ, "HILFE_FAULTS_WHOLE": "1"}
    where = ["tests/faults", "tests/benchmarks", "tests/delivery/test_state_machine.py"]
    chosen = [*where, "-m", "faults", *PARALLEL, *arguments]
    command = [sys.executable, "-m", "pytest", "-q", *chosen]
    return subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

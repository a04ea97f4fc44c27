"""``make test-faults``: the whole matrix of faults, against private servers.

``FAULTS_RUNS`` (default 1) whole runs in a row, up to the first that fails. Arguments
are handed to pytest. Fails if an offer was lost or doubled unnoticed, or if a fault was
neither run nor explained.
"""

import os
import subprocess
import sys

from pathlib import Path

from services import postgres, test_services


REPOSITORY = Path(__file__).resolve().parents[1]
# Most of the time is spent waiting for leases and timeouts, so two at once help.
PARALLEL = ["-n", os.environ.get("HILFE_FAULTS_PARALLEL", "2"), "--dist", "worksteal"]
STATE_MACHINE = "tests/delivery/test_state_machine.py"
MATRIX = ["tests/faults", "tests/benchmarks", STATE_MACHINE]
# These ask the database of the suite, which is one per call.
ON_POSTGRES_TOO = [STATE_MACHINE, "tests/faults/test_crash_points.py"]
NO_TESTS_COLLECTED = 5


def main(arguments: list[str]) -> int:
    failed, sums = 0, []
    for number in range(1, int(os.environ.get("FAULTS_RUNS", "1")) + 1):
        failed = _whole_run(number, arguments, sums)
        if failed:
            break
    print("\n== All runs", *sums, sep="\n")
    return int(failed)


def _whole_run(number: int, arguments: list[str], sums: list[str]) -> bool:
    """Returns whether it failed; adds what to remember of it to ``sums``."""
    sums.append(f"Run {number}")
    codes = [_pytest(MATRIX, arguments, {"HILFE_FAULTS_WHOLE": "1"}, sums)]
    with test_services(postgres) as services:
        if services.missing:
            sums.append("  PostgreSQL was not found")
            return True
        env = {**services.env, "HILFE_TEST_DB": "postgres"}
        codes.append(_pytest(ON_POSTGRES_TOO, arguments, env, sums))
    if arguments and codes[1] == NO_TESTS_COLLECTED:
        codes.pop()
    return any(codes)


def _pytest(
    where: list[str], arguments: list[str], env: dict[str, str], sums: list[str]
) -> int:
    """Print as it goes; the sums of the table and the last line are remembered."""
    command = [sys.executable, "-m", "pytest", "-q", *where, "-m", "faults"]
    last = ""
    with subprocess.Popen(
        [*command, *PARALLEL, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.rstrip() or last
            if line.startswith("  together"):
                sums.append(line.rstrip())
    sums.append(f"  {last}")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

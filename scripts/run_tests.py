"""``make test``: the suite on SQLite and on PostgreSQL, and the short fault tests.

Arguments are handed to pytest. With ``HILFE_COVERAGE=no`` no lines are counted. The
last lines name what was left out; when ``CI`` is ``true`` that is a failure.
"""

import os
import subprocess
import sys

from pathlib import Path

from services import Services, test_services


REPOSITORY = Path(__file__).resolve().parents[1]
PARALLEL = ["-n", str(min(4, os.cpu_count() or 1))]
FAST = "not faults and not browser"
# Counting lines costs a third of the time, and the second database runs the same ones.
IS_COVERED = os.environ.get("HILFE_COVERAGE") != "no"
COVERED = ["--cov", "--cov-append", "--cov-report="] if IS_COVERED else []
# These ask no database of the suite, so one run of them says it all.
ONCE = ["tests/domain", "tests/data", "tests/test_docs.py", "tests/test_packaging.py"]
ONCE += ["tests/test_architecture.py", "tests/test_migrations.py"]
NO_TESTS_COLLECTED = 5
COVERAGE_PERCENT = 95


def main(arguments: list[str]) -> int:
    _erase_coverage()
    with test_services() as services:
        _print_title("Servers", *services.origins)
        results = {
            "Suite on SQLite": _suite("sqlite", services, arguments),
            "Suite on PostgreSQL": _suite("postgres", services, arguments),
            "Faults and browser": _slow(services, arguments),
        }
        if IS_COVERED and not arguments:
            results["Coverage"] = _coverage()
    return _report(results, services)


def _suite(database: str, services: Services, arguments: list[str]) -> int | None:
    """The exit code, or nothing if there is no such database."""
    if database == "postgres" and "PostgreSQL" in services.missing:
        return None
    _print_title(f"Suite on {database}")
    again = database == "postgres" and not arguments
    extra = [f"--ignore={path}" for path in ONCE] if again else COVERED
    return _pytest(database, services, ["-m", FAST, *PARALLEL, *extra, *arguments])


def _slow(services: Services, arguments: list[str]) -> int | None:
    """Real servers and killed processes, one after the other."""
    _print_title("Faults and browser")
    database = "sqlite" if "PostgreSQL" in services.missing else "postgres"
    chosen = ["-m", "(faults and not faults_long) or browser", *COVERED]
    code = _pytest(database, services, [*chosen, *arguments])
    return None if code == NO_TESTS_COLLECTED else code


def _pytest(database: str, services: Services, arguments: list[str]) -> int:
    env = {**os.environ, **services.env, "HILFE_TEST_DB": database}
    command = [sys.executable, "-m", "pytest", *arguments]
    return _run(command, env)


def _erase_coverage() -> None:
    _run([sys.executable, "-m", "coverage", "erase"])


def _coverage() -> int:
    """Branch coverage of all runs together; the domain must be covered wholly."""
    _print_title("Coverage")
    report = [sys.executable, "-m", "coverage", "report"]
    whole = [*report, f"--fail-under={COVERAGE_PERCENT}"]
    domain = [*report, "--include=hilfe_ukraine/domain/*", "--fail-under=100"]
    return max(_run(whole), _run(domain))


def _run(command: list[str], env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode


def _report(results: dict[str, int | None], services: Services) -> int:
    _print_title("Result")
    words = {None: "left out", 0: "passed"}
    for name, code in results.items():
        print(f"  {name}: {words.get(code, 'FAILED')}")
    failed = any(results.values())
    if services.missing:
        print(f"  Left out, because not found: {', '.join(services.missing)}")
        failed = failed or os.environ.get("CI") == "true"
    return int(failed)


def _print_title(title: str, *lines: str) -> None:
    print(f"\n== {title}", *lines, sep="\n   ", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

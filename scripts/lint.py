"""``make lint``: every check, one after the other, and a summary at the end."""

import subprocess
import sys

from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy", "hilfe_ukraine"],
    "import contracts": [BIN / "lint-imports"],
    "templates": [BIN / "curlylint", "hilfe_ukraine", "example_site"],
    "migrations": [sys.executable, "scripts/check_migrations.py"],
    "translations": [sys.executable, "scripts/check_translations.py"],
}


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    print(f"\nLint: {len(CHECKS) - len(failed)} of {len(CHECKS)} checks passed.")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return int(bool(failed))


def _passes(name: str, command: list) -> bool:
    print(f"\n== {name}", flush=True)
    return subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""Install the app with the named extras, unless exactly that is installed already.

Runs inside the virtual environment and needs nothing but the standard library.
"""

import hashlib
import json
import subprocess
import sys

from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[1]
# Beside the interpreter, so that removing the environment removes it too.
RECORD = Path(sys.prefix) / "hilfe-ukraine-installed.json"


def main(extras: str) -> int:
    """``extras`` such as ``demo,test``; a second run takes no noticeable time."""
    wanted = set(extras.split(","))
    fingerprint = _fingerprint()
    record = _record()
    installed = set(record["extras"]) if record["fingerprint"] == fingerprint else set()
    if wanted <= installed:
        return 0
    names = ",".join(sorted(wanted | installed))
    print(f"Installing the app with {names}; this takes a minute ...", flush=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--editable"]
    options = ["--disable-pip-version-check"]
    target = f"{REPOSITORY}[{names}]"
    done = subprocess.run([*command, target, *options], check=False)
    if done.returncode == 0:
        new = {"fingerprint": fingerprint, "extras": names.split(",")}
        RECORD.write_text(json.dumps(new))
    return done.returncode


def _fingerprint() -> str:
    """Changes with the dependencies, with the interpreter and with the folder."""
    parts = [sys.version, str(REPOSITORY)]
    files = ("setup.cfg", "pyproject.toml")
    parts += [(REPOSITORY / name).read_text() for name in files]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _record() -> dict:
    try:
        return json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return {"fingerprint": "", "extras": []}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

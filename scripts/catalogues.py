"""Translation catalogues, by way of GNU gettext's own programs."""

import gettext
import io
import os
import shutil
import subprocess
import sys

from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[1]
LANGUAGES = ("de", "uk", "ru")
# Folders with a `locale/` of their own.
FOLDERS = (REPOSITORY / "hilfe_ukraine", REPOSITORY / "example_site")

# Text to translation; with a context as "context\x04text", plurals as (text, form).
Entries = dict[str | tuple[str, int], str]


def require_gettext() -> None:
    """Leave with a clear message if gettext is neither there nor can be installed."""
    if shutil.which("msgfmt"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "gettext"], check=False)
    if not shutil.which("msgfmt"):
        sys.exit("GNU gettext is needed: sudo apt-get install gettext")


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def collect(folder: Path) -> None:
    """Bring the catalogues in ``folder`` up to date with its sources."""
    for language in LANGUAGES:
        catalogue(folder, language).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete"]
    command += ["--add-location", "file", "--no-wrap"]
    command += [f"--locale={language}" for language in LANGUAGES]
    # Without settings, since these would set paths to other catalogues.
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)


def translated(po: Path) -> Entries:
    """What Django would find; without fuzzy and empty entries."""
    return _entries(_run("msgfmt", "--check-format", "-o", "-", str(po)))


def texts(po: Path) -> set[str | tuple[str, int]]:
    """All texts of the catalogue, translated or not."""
    cleared = _run("msgattrib", "--clear-fuzzy", "--empty", "--no-obsolete", str(po))
    filled = _run("msgen", "-", text=cleared)
    return set(_entries(_run("msgfmt", "-o", "-", "-", text=filled)))


def compiled(mo: Path) -> Entries:
    return _entries(mo.read_bytes()) if mo.exists() else {}


def _entries(content: bytes) -> Entries:
    entries = dict(gettext.GNUTranslations(io.BytesIO(content))._catalog)
    entries.pop("", None)
    return entries


def _run(*command: str, text: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.decode()}")
    return done.stdout

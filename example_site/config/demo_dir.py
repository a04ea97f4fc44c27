"""Where the demo keeps what it writes, its ports and its keys. Standard library only.

Read by the demo settings, by the mail catcher and by ``run_demo.py``, which
knows nothing of Django.
"""

import base64
import json
import os
import secrets

from dataclasses import dataclass
from pathlib import Path


REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8000
PARTS = ("web", "worker", "beat", "mail", "neighbour")


@dataclass(frozen=True)
class DemoDir:
    """The folder named by ``HILFE_DEMO_DIR`` (default: ``var/`` in the repository)."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "db.sqlite3"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def media(self) -> Path:
        return self.path / "media"

    @property
    def static(self) -> Path:
        return self.path / "static"

    @property
    def neighbour(self) -> Path:
        """Another website, which is not Wagtail and shows the copied form."""
        return self.path / "neighbour"

    @property
    def queue(self) -> Path:
        """Celery's messages; input and output folder are one and the same."""
        return self.path / "broker" / "queue"

    @property
    def control(self) -> Path:
        return self.path / "broker" / "control"

    def create(self) -> None:
        """Make every folder. Safe to call again, and by several processes at once."""
        written = (self.mail, self.log, self.run, self.media, self.static)
        for folder in (*written, self.neighbour, self.queue, self.control):
            folder.mkdir(parents=True, exist_ok=True)

    def pid_file(self, part: str) -> Path:
        return self.run / f"{part}.pid"

    def log_file(self, part: str) -> Path:
        return self.log / f"{part}.log"


@dataclass(frozen=True)
class Ports:
    """The four ports of the demo; all others follow from the first."""

    web: int

    @property
    def mailbox(self) -> int:
        return self.web + 1

    @property
    def smtp(self) -> int:
        return self.web + 2

    @property
    def neighbour(self) -> int:
        return self.web + 3


def demo_dir() -> DemoDir:
    """The folder from the environment; a relative one counts from where you are."""
    value = os.environ.get("HILFE_DEMO_DIR")
    return DemoDir(Path(value).resolve() if value else REPOSITORY / "var")


def ports(folder: DemoDir) -> Ports:
    """``PORT``, else the port the demo in this folder was last started on, else 8000.

    Remembering it lets ``make demo-worker`` or a management command in another
    terminal speak to the right mail catcher.
    """
    value = os.environ.get("PORT")
    if not value:
        remembered = folder.run / "port"
        value = remembered.read_text() if remembered.exists() else str(DEFAULT_PORT)
    return Ports(int(value))


def keys(folder: DemoDir) -> dict[str, str]:
    """Secrets of this demo folder, made once. Safe to call by several processes."""
    file = folder.path / "keys.json"
    if not file.exists():
        _write_once(file, json.dumps(_new_keys(), indent=2))
    return json.loads(file.read_text())


def _new_keys() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(48),
        "encryption_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "index_key": secrets.token_urlsafe(32),
        "link_key": secrets.token_urlsafe(32),
    }


def _write_once(file: Path, text: str) -> None:
    """Put ``text`` into ``file`` unless another process has been faster."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

"""How each private server gets its folder and is started."""

import tempfile

from pathlib import Path

from scripts.services.server import Server


class NotInstalled(Exception):
    """There is no binary of this server on the machine."""


def new_folder(name: str) -> Path:
    """One that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix=f"hilfe-faults-{name}-")) / name
    folder.mkdir()
    return folder


def started(server: Server, name: str) -> None:
    if not server.start():
        log = (server.folder / "output.log").read_text(errors="replace")
        raise RuntimeError(f"{name} does not start\n{log[-3000:]}")

"""What it takes to start a server for the tests: a port, a binary, the right user."""

import os
import pwd
import random
import shutil
import socket

from contextlib import suppress
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on, and that no outgoing connection is given meanwhile.

    Servers of the fault tests go away and come back to theirs. Linux lends ports from
    32768 on.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("none of a hundred ports is free")


def binary(name: str, *folders: str) -> str | None:
    """The newest ``name`` in ``folders`` (patterns), else the one on the path."""
    for folder in folders:
        found = sorted(Path("/").glob(f"{folder.lstrip('/')}/{name}"))
        if found:
            return str(found[-1])
    return shutil.which(name)


def as_other_user(command: list[str], folder: Path) -> list[str]:
    """``command`` as it must be called when we are root and it refuses to run so.

    The folder is handed to that user.
    """
    if os.geteuid() != 0:
        return command
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user)
    folder.parent.chmod(0o755)
    return ["runuser", "-u", user, "--", *command]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True

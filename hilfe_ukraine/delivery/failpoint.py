"""Named places at which the fault tests stop a process. Nothing happens elsewhere."""

from collections.abc import Callable


def _go_on(name: str) -> None:
    """Do nothing; what a running site does at a failpoint."""


#: Set by the fault tests, in the worker they are about to kill.
on_reach: Callable[[str], None] = _go_on


def failpoint(name: str) -> None:
    """Say that the process has come to ``name``."""
    on_reach(name)

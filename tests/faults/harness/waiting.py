"""Waiting for something to happen, never longer than said."""

import time

from collections.abc import Callable


class TooLong(AssertionError):
    """What a test waited for did not happen."""


def wait_until(
    condition: Callable[[], object], seconds: float, what: str = ""
) -> object:
    """Return the first true answer of ``condition``; raises :class:`TooLong`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TooLong(f"not within {seconds:.0f} s: {what or condition}")
        time.sleep(0.05)
    return answer

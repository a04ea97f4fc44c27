"""People who go on sending while something is broken."""

import threading

from concurrent.futures import Future, ThreadPoolExecutor

from .citizens import Citizens


def pause(seconds: float) -> None:
    """Let the portal work before the next blow; nothing is expected after it."""
    threading.Event().wait(seconds)


class Crowd:
    """Sends so many offers while the block runs; leaving it waits for the last one."""

    def __init__(self, citizens: Citizens, number: int, *categories: str) -> None:
        self._citizens, self._number = citizens, number
        self._categories = categories
        self._pool = ThreadPoolExecutor(1)
        self._sent: Future | None = None

    def __enter__(self) -> "Crowd":
        self._sent = self._pool.submit(
            self._citizens.offer, self._number, *self._categories
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()
        if error[0] is None:
            self._sent.result()

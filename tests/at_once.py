"""Several acts at the same moment, as several programs would do them."""

import threading

from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment, each in a thread; returns what came of them.

    In the order in which they ended. An error in any of them fails the test.
    """
    start = threading.Barrier(len(acts))
    results: list[Any] = []
    errors: list[Exception] = []

    def do(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            results.append(act())
        except Exception as error:  # noqa: BLE001 - shown below, in the main thread
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return results

"""Where the time of one message goes: one process, one thread, between failpoints."""

import time

from collections import Counter

from django.conf import settings  # noqa: TID251 - the relay's port is known only now

from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.delivery import failpoint
from hilfe_ukraine.delivery.clock import shared_now

from . import outbox
from .relay import Relay


#: The part that ends at each failpoint.
_PARTS = {
    "before_claim": "next row",
    "after_claim": "claim",
    "before_send": "write",
    "after_send": "send",
    "before_record": "record",
    "after_record": "record",
}


def parts(relay: Relay, count: int) -> dict[str, tuple[float, float]]:
    """Return milliseconds per message, by the clock and of our processor time."""
    settings.EMAIL_PORT = relay.port
    outbox.hold()
    outbox.release()
    forward_due(now=shared_now(), limit=min(10, count // 2))
    watch = _Watch()
    failpoint.on_reach = watch.note
    delivered = forward_due(now=shared_now(), limit=count).delivered
    return {
        part: (1000 * watch.wall[part] / delivered, 1000 * watch.cpu[part] / delivered)
        for part in ("claim", "write", "send", "record", "next row")
    }


class _Watch:
    def __init__(self) -> None:
        self.wall: Counter[str] = Counter()
        self.cpu: Counter[str] = Counter()
        self._last = time.perf_counter(), time.process_time()

    def note(self, name: str) -> None:
        now = time.perf_counter(), time.process_time()
        part = _PARTS[name]
        self.wall[part] += now[0] - self._last[0]
        self.cpu[part] += now[1] - self._last[1]
        self._last = now

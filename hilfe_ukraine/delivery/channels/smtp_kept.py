"""Lines to the relay that are kept, so that one connection serves many messages.

A line is either in here, clean and in nobody's hands, or in one conversation. A
conversation that ends badly, by a time limit of the worker for instance, closes its
line; so nobody ever finds one that is half used.
"""

import atexit
import os
import threading
import time

from collections.abc import Callable

from hilfe_ukraine.conf import MailRelay

from .smtp_line import Clock, Line


#: A line that nobody needed for so long is given up; Postfix under stress hangs up
#: after this time itself.
IDLE_SECONDS = 10.0
#: Postfix closes after 100 messages by default; some hosters do so, too.
MOST_MESSAGES = 100

Later = Callable[[float, Callable[[], None]], None]


def _later(seconds: float, call: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


class KeptLines:
    """The idle lines of one process, for all of its threads.

    There are never more than messages were sent at once. ``later`` calls back after
    some seconds, in any thread.
    """

    _idle: list[Line]

    def __init__(self, *, clock: Clock = time.monotonic, later: Later = _later) -> None:
        self._clock = clock
        self._later = later
        self._begin_anew()

    def take(self, relay: MailRelay, name: str) -> Line | None:
        """Return an idle line to this very relay; it is the caller's now."""
        with self._lock:
            for line in reversed(self._idle):
                fresh = self._clock() - line.rests_since < IDLE_SECONDS
                if fresh and (line.relay, line.name) == (relay, name):
                    self._idle.remove(line)
                    return line
        return None

    def give_back(self, line: Line) -> None:
        """Keep a clean line for the next message, unless it has carried enough."""
        line.messages += 1
        if line.messages >= MOST_MESSAGES:
            # Not here: who waits for the answer has not yet recorded that the message
            # was accepted, and would send it again if it were killed meanwhile.
            self._later(0, line.say_goodbye)
            return
        line.rests_since = self._clock()
        with self._lock:
            self._idle.append(line)
            self._watch()

    def close_idle(self) -> None:
        """Close what nobody needed lately, such as lines to the relay of yesterday."""
        with self._lock:
            limit = self._clock() - IDLE_SECONDS
            tired = [line for line in self._idle if line.rests_since <= limit]
            self._idle = [line for line in self._idle if line not in tired]
        for line in tired:
            line.say_goodbye()

    def close_all(self) -> None:
        """Close every idle line, at the end of the process."""
        with self._lock:
            lines, self._idle = self._idle, []
        for line in lines:
            line.say_goodbye()

    def forget(self) -> None:
        """Let go of lines that belong to the parent, in a process just forked off.

        Closing its own copy of them sends nothing to the relay.
        """
        lines = self._idle
        self._begin_anew()
        for line in lines:
            line.close()

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        self._idle = []
        self._watched = False

    def _watch(self) -> None:
        """See to it that idle lines are closed; call it with the lock."""
        if self._idle and not self._watched:
            self._watched = True
            self._later(IDLE_SECONDS, self._look)

    def _look(self) -> None:
        self.close_idle()
        with self._lock:
            self._watched = False
            self._watch()


#: Those of this process.
kept_lines = KeptLines()
atexit.register(kept_lines.close_all)
os.register_at_fork(after_in_child=kept_lines.forget)

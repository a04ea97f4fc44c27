"""A progress bar for people at a terminal; a pipe or a log file gets nothing."""

import sys

from typing import Any

from django.core.serializers.base import ProgressBar


class Progress:
    """Shows on stderr how much of a total was done."""

    def __init__(self, total: int) -> None:
        output = sys.stderr if sys.stderr.isatty() else None
        self._bar = ProgressBar(output, max(total, 1))
        self._done, self._total = 0, max(total, 1)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: Any) -> None:
        """Leave a bar that was not filled, so that a message has its own line."""
        if self._bar.output and 0 < self._bar.prev_done < self._bar.progress_width:
            self._bar.output.write("\n")

    def advance(self, size: int) -> None:
        """Note that ``size`` more of the total is done."""
        self._done = min(self._done + size, self._total)
        self._bar.update(self._done)

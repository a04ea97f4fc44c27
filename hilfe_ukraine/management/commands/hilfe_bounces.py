"""``hilfe_bounces``: read mail that came back, from a pipe or from a mailbox."""

import os
import sys

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError

from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.delivery_status import LONGEST
from hilfe_ukraine.management.returned_mail import (
    LATER,
    RESULTS,
    UNKNOWN,
    Maildir,
    work_through,
)


_CHUNK = 65536


class Command(BaseCommand):
    # Some ask the database (from Django 6.1 on), and it may be away.
    requires_system_checks = []

    help = (
        "Read one mail that came back from standard input, or all mails of a mailbox "
        "with --maildir. Automatic answers are not bounces; what is not understood is "
        "left for a person. Prints counts, never addresses."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--maildir", metavar="PATH", type=Path, help="a mailbox in Maildir format"
        )

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        now = shared_now()
        try:
            if maildir:
                self._read_mailbox(Maildir(maildir), now)
            else:
                self._read_one(sys.stdin.buffer, now)
        except (DatabaseError, InterfaceError) as error:
            # Not the text: a database error repeats values, and those name people.
            name = type(error).__name__
            raise CommandError(name, returncode=os.EX_TEMPFAIL) from None

    def _read_mailbox(self, mailbox: Maildir, now: datetime) -> None:
        if not mailbox.is_one():
            raise CommandError("There is no Maildir.", returncode=os.EX_NOINPUT)
        counts, left = mailbox.work_through(now)
        self._tell(counts)
        for name in left:
            self.stdout.write(f"  {name}")

    def _read_one(self, stream: BinaryIO, now: datetime) -> None:
        result = work_through(_take_all(stream), now)
        if result == LATER:
            raise CommandError("Not now.", returncode=os.EX_TEMPFAIL)
        if result == UNKNOWN:
            raise CommandError("Not understood.", returncode=os.EX_DATAERR)
        self._tell(Counter([result]))

    def _tell(self, counts: Counter[str]) -> None:
        said = [f"{counts[result]} {result}" for result in RESULTS if counts[result]]
        self.stdout.write(", ".join(said) or "nothing to do")


def _take_all(stream: BinaryIO) -> bytes:
    """Return the beginning, and read the rest too: the mail server waits for that."""
    raw = stream.read(LONGEST)
    while stream.read(_CHUNK):
        pass
    return raw

"""``hilfe_after_restore --taken-at TIME``: make a restored backup safe to run."""

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from hilfe_ukraine.actions.after_restore import (
    Replayed,
    may_have_been_sent,
    replay,
    stop_and_flag,
    unconfirmed,
)
from hilfe_ukraine.actions.journal import Journal, read_journals
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import JournalError
from hilfe_ukraine.models import Delivery, OutboxStatus


_CHUNK = 500
_LINE = "{:<10}{:<14}{:<11}{:<18}{}"


class Command(BaseCommand):
    help = (
        "After the database was restored from a backup: stop all sending, mark what "
        "may have been sent since, and repeat the erasures. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--taken-at",
            type=_moment,
            required=True,
            help="when the backup was taken, as 2022-03-04T03:00; without a zone, in "
            "the portal's time",
        )
        parser.add_argument(
            "--journal",
            action="append",
            metavar="FILE",
            help="journal of erasures; may be repeated. Default: "
            "HILFE_UKRAINE_ERASURE_JOURNAL",
        )

    def handle(
        self,
        *args: Any,
        taken_at: datetime,
        journal: list[str] | None,
        **options: Any,
    ) -> None:
        now = shared_now()
        if taken_at > now:
            raise CommandError("The backup cannot have been taken in the future.")
        self.stdout.write(_database())
        flagged = stop_and_flag(taken_at=taken_at, now=now)
        # After an earlier run sending may have been resumed; it stays so.
        is_stopped = OutboxStatus.objects.stopped().exists()
        self.stdout.write(_STOPPED if is_stopped else _RUNNING)
        # Only now, so that a journal that is damaged does no harm.
        complaints = self._replay(journal, now)
        self._list(flagged)
        self._list_unconfirmed()
        self.stdout.write(_NEXT)
        if complaints:
            raise CommandError("\n".join(complaints))

    def _replay(self, paths: list[str] | None, now: datetime) -> list[str]:
        paths = paths or ([conf.erasure_journal] if conf.erasure_journal else [])
        if not paths:
            return ["No journal: what was erased since the backup is there again."]
        try:
            journal = read_journals(paths)
            replayed = replay(journal=journal, now=now)
        except JournalError as error:
            return [f"The journal cannot be used; repeat this command. {error}"]
        self._tell(journal, replayed)
        complaints = [
            f"Damaged line in the journal: {line}" for line in journal.damaged
        ]
        return complaints + [
            f"{reference} was erased, but its use is restricted in the backup: decide "
            "by hand."
            for reference in replayed.restricted
        ]

    def _tell(self, journal: Journal, replayed: Replayed) -> None:
        number = len(replayed.erased) + len(replayed.unfinished)
        self.stdout.write(
            f"Erasures in the journal: {len(journal.steps)}, repeated now: {number}"
        )
        for reference in replayed.unfinished:
            self.stdout.write(
                f"  {reference}: erased now. Its erasure was begun before, and the "
                "journal does not say that it was finished."
            )
        self.stdout.write("")

    def _list(self, flagged: int) -> None:
        rows = may_have_been_sent()
        self.stdout.write(f"Messages flagged now: {flagged}")
        self.stdout.write(f"Messages that wait and may have been sent: {rows.count()}")
        self.stdout.write(_LINE.format("offer", "message", "state", "since", "to"))
        for row in rows.iterator(chunk_size=_CHUNK):
            self.stdout.write(_line(row))

    def _list_unconfirmed(self) -> None:
        references = list(unconfirmed().values_list("reference", flat=True))
        self.stdout.write(f"\nOffers that were not confirmed yet: {len(references)}")
        for reference in references:
            self.stdout.write(f"  {reference}")


def _database() -> str:
    """Which one it is, so that nobody works on another than was restored."""
    chosen = connection.settings_dict
    where = chosen.get("HOST") or "this machine"
    return f"Database: {chosen['NAME']} ({connection.vendor}, on {where})"


def _moment(words: str) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        message = f"{words!r} is not a time; write it as 2022-03-04T03:00"
        raise ArgumentTypeError(message) from None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _line(row: Delivery) -> str:
    reference = row.offer.reference if row.offer else "-"
    since = timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M")
    receiver = row.body.key if row.body else row.receiver
    return _LINE.format(reference, row.kind, row.state, since, receiver)


_STOPPED = "All sending is stopped. Offers are still taken.\n\n"
_RUNNING = """Sending is NOT stopped: after this command had run for this backup, it was
resumed. To stop it, run hilfe_pause.

"""
_NEXT = """
What to do next:
1. Start the web, but no worker: offers are taken, nothing leaves.
2. Look at the list. The log of the mail relay says what has arrived. Whatever goes out
   again says that it may be a repeat, and has the Message-ID it had. Offers that are
   decided from now on say so, too, with a new Message-ID.
3. Whoever confirmed an offer after the backup must do so again: in the register, send
   the request to confirm once more for the offers listed last.
4. Start the workers, then run hilfe_resume.
"""

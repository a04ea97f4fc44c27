"""Working through mail that came back: one from a pipe, or all of a mailbox."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hilfe_ukraine.actions.sending.bounce import Noted, find_delivery, note_bounce
from hilfe_ukraine.domain.delivery_status import LONGEST, ReportKind, read_report


BOUNCED = "bounced"
KNOWN = "known already"
DELAYED = "delayed"
AUTO_REPLY = "automatic answers"
LATER = "to be read later"
UNKNOWN = "not understood"

#: In this order they are printed.
RESULTS = (BOUNCED, KNOWN, DELAYED, AUTO_REPLY, LATER, UNKNOWN)
#: A mail with one of these is left where it is.
OPEN = (LATER, UNKNOWN)

#: A folder of the mailbox itself, as Maildir++ names them.
_DONE = ".Handled"
_WORDS = {
    Noted.BOUNCED: BOUNCED,
    Noted.NOTHING: KNOWN,
    Noted.LATER: LATER,
    Noted.DELAYED: DELAYED,
}


def work_through(raw: bytes, now: datetime) -> str:
    """Act on one mail and return what it was; errors of the database are raised.

    A notification that is about none of our messages is not understood.
    """
    report = read_report(raw)
    if report.kind is ReportKind.AUTO_REPLY:
        return AUTO_REPLY
    if report.kind is ReportKind.UNKNOWN:
        return UNKNOWN
    found = find_delivery(report)
    if found is None:
        return UNKNOWN
    hard = report.kind is ReportKind.HARD
    noted = note_bounce(delivery_uuid=found, hard=hard, code=report.code, now=now)
    return _WORDS[noted]


class Maildir:
    """A mailbox of files, of which several programs may work at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_one(self) -> bool:
        """Whether there is a mailbox at this path."""
        return (self._path / "new").is_dir() and (self._path / "cur").is_dir()

    def work_through(self, now: datetime) -> tuple[Counter[str], list[str]]:
        """Act on every mail; returns counts, and the files that were not understood.

        What is done is moved away at once, so a run that breaks off loses nothing.
        """
        counts: Counter[str] = Counter()
        left = []
        for file in self._files():
            try:
                result = work_through(_beginning(file), now)
                if result not in OPEN:
                    self._put_away(file)
            except FileNotFoundError:
                continue  # another run was faster
            counts[result] += 1
            if result == UNKNOWN:
                left.append(str(file.relative_to(self._path)))
        return counts, left

    def _files(self) -> Iterator[Path]:
        for folder in ("new", "cur"):
            for file in sorted((self._path / folder).iterdir()):
                if file.is_file() and not file.name.startswith("."):
                    yield file

    def _put_away(self, file: Path) -> None:
        folder = self._path / _DONE
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "maildirfolder").touch()
        file.rename(folder / "cur" / file.name)


def _beginning(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LONGEST)

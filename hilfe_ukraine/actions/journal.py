"""The journal of erasures: what a restored backup must forget again.

A file beside the database, one JSON document per line, public uuids and no names. A
line is on the disk *before* the erasure is committed, so no crash can lose one; a
second line follows after COMMIT. If that one is missing, the erasure may have been
rolled back; it is replayed all the same, and whoever replays it is told so.
"""

import json
import logging
import os
import uuid

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import JournalError
from hilfe_ukraine.domain.retention import ErasureCause


logger = logging.getLogger(__name__)


class Step(StrEnum):
    """How far an erasure has come."""

    #: About to be committed.
    BEGUN = "begun"
    #: Committed.
    DONE = "done"


@dataclass(frozen=True)
class Entry:
    """One line."""

    offer: uuid.UUID
    erased_at: datetime
    cause: str
    step: Step


@dataclass
class Journal:
    """What journals say: the last step of each offer, and the lines nobody can read."""

    steps: dict[uuid.UUID, Step] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


def begin(offer_uuid: uuid.UUID, *, cause: ErasureCause, now: datetime) -> None:
    """Write that an erasure is about to be committed, and wait until it is on disk.

    Raises :class:`JournalError`, so that nothing is erased that is not noted. Does
    nothing if the settings name no journal.
    """
    if conf.erasure_journal:
        _append(Entry(offer_uuid, now, cause.value, Step.BEGUN))


def finish(offer_uuid: uuid.UUID, *, cause: ErasureCause, now: datetime) -> None:
    """Write that the erasure is committed. A failure is logged and not raised.

    The first line is enough to replay the erasure; only its end stays unknown.
    """
    if not conf.erasure_journal:
        return
    try:
        _append(Entry(offer_uuid, now, cause.value, Step.DONE))
    except JournalError:
        logger.error("journal of erasures: the end of %s is not noted", offer_uuid)


def read_journals(paths: Iterable[str]) -> Journal:
    """Return what the files say; raises :class:`JournalError` if one cannot be read.

    Once an erasure is done it stays done, whatever a line after it says.
    """
    journal = Journal()
    for path in paths:
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise JournalError(f"{path}: {error.strerror}") from error
        for number, line in enumerate(text.split(b"\n"), start=1):
            if not line.strip():
                continue
            entry = _parse(line)
            if entry is None:
                journal.damaged.append(f"{path}:{number}")
            elif journal.steps.get(entry.offer) is not Step.DONE:
                journal.steps[entry.offer] = entry.step
    return journal


def _append(entry: Entry) -> None:
    """One write to the end of the file: processes do not get between each other.

    The line break comes first, so that a line torn by a full disk spoils no other.
    """
    document = {
        "offer": str(entry.offer),
        "erased_at": entry.erased_at.isoformat(),
        "cause": entry.cause,
        "step": entry.step.value,
    }
    line = b"\n" + json.dumps(document).encode()
    path = conf.erasure_journal
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, line) != len(line):
                raise OSError(0, "only a part of the line could be written")
            os.fsync(handle)
        finally:
            os.close(handle)
        _keep_name(path)
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror}") from error


def _keep_name(path: str) -> None:
    """A new file survives a power cut only if its directory is on disk as well."""
    handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(line: bytes) -> Entry | None:
    try:
        document = json.loads(line)
        return Entry(
            offer=uuid.UUID(document["offer"]),
            erased_at=datetime.fromisoformat(document["erased_at"]),
            cause=str(document["cause"]),
            step=Step(document["step"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None

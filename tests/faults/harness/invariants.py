"""The judge: what was promised, against what the receivers and the database have.

Named as in the table of the docs: I1 nothing is lost, I2 nothing unexpected arrives,
I3 no unnoticed repeat, I4 everything has come to an end, I5 nothing is promised that is
not stored, I6 no personal data where it does not belong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .citizens import CANARY, holds_personal
from .sink import Received
from .stored import ON_A_LIST, UNDER_WAY, Row


@dataclass
class Tally:
    """Offers accepted, and what became of them."""

    accepted: int = 0
    once: int = 0
    flagged: int = 0
    on_a_list: int = 0
    unnoticed: int = 0
    lost: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass
class Judgement:
    """The figures for the table, and every invariant that does not hold."""

    tally: Tally = field(default_factory=Tally)
    problems: list[str] = field(default_factory=list)


def judge(
    promised: Sequence[str],
    received: Sequence[Received],
    rows: Sequence[Row],
    stored: set[str],
) -> Judgement:
    """Hold the citizens' offer numbers against the relay's log and the deliveries."""
    judgement = Judgement()
    seen = Counter(mail.id for mail in received)
    marked = Counter(mail.id for mail in received if mail.is_marked)
    judgement.tally.accepted = len(promised)
    about = defaultdict(list)
    for row in rows:
        about[row.reference].append(row)
    for reference in promised:
        mine = about[reference]
        fate = _fate(mine, seen, marked)
        setattr(judgement.tally, fate, getattr(judgement.tally, fate) + 1)
        if fate in ("lost", "unnoticed"):
            judgement.problems.append(f"{fate}: {reference} {mine}")
    judgement.problems += _unexpected(received, rows, seen)
    judgement.problems += _unmarked(rows, seen, marked)
    judgement.problems += [
        f"I4 not at an end: {row}" for row in rows if row.state in UNDER_WAY
    ]
    judgement.problems += [f"I5 not stored: {ref}" for ref in set(promised) - stored]
    return judgement


def _fate(mine: list[Row], seen: Counter, marked: Counter) -> str:
    """What became of one offer that was promised; the worst of its bodies counts.

    All messages about it to one body are taken together: what goes by e-mail after a
    webhook has failed has a row of its own.
    """
    forwards = [row for row in mine if row.kind == "forward"]
    fates = {
        _fate_at_a_body([row for row in forwards if row.body == body], seen, marked)
        for body in {row.body for row in forwards}
    }
    order = ("lost", "unnoticed", "on_a_list", "flagged", "once")
    return next((fate for fate in order if fate in fates), "lost")


def _fate_at_a_body(rows: list[Row], seen: Counter, marked: Counter) -> str:
    times = sum(seen[row.message_id] for row in rows)
    if not times:
        return "on_a_list" if any(row.state in ON_A_LIST for row in rows) else "lost"
    if times == 1:
        return "once"
    # The database knows, and all messages but one say so.
    marks = sum(marked[row.message_id] for row in rows)
    is_known = any(row.possible_duplicate for row in rows)
    return "flagged" if is_known and marks >= times - 1 else "unnoticed"


def _unexpected(
    received: Sequence[Received], rows: Sequence[Row], seen: Counter
) -> list[str]:
    known = {row.message_id: row for row in rows}
    problems = [
        f"I2 arrived without a row: {mail.reference}"
        for mail in received
        if mail.id not in known
    ]
    return problems + [
        f"I3 seen {seen[key]} times in {row.attempts} attempts: {row}"
        for key, row in known.items()
        if seen[key] > row.attempts
    ]


def _unmarked(rows: Sequence[Row], seen: Counter, marked: Counter) -> list[str]:
    """Of messages of every kind: a second letter to the helper counts as well."""
    return [
        f"I3 seen {seen[key]} times, {marked[key]} of them marked: {row}"
        for row in rows
        if seen[key := row.message_id] > 1
        and not (row.possible_duplicate and marked[key] >= seen[key] - 1)
    ]


def leaks(folders: Iterable[Path], received: Sequence[Received]) -> list[str]:
    """Return where personal data was found: logs, queues of a broker, mails to bodies.

    Mails to helpers are their own.
    """
    found = [
        f"I6 personal data in {path.name}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if _is_searched(path) and holds_personal(path.read_bytes())
    ]
    return found + [
        f"I6 personal data in a mail about {mail.reference}"
        for mail in received
        if holds_personal(mail.content.encode()) and not _is_to_helper(mail)
    ]


def _is_to_helper(mail: Received) -> bool:
    return any(CANARY in address for address in mail.to)


def _is_searched(path: Path) -> bool:
    """Logs and what a broker wrote; not the database and the citizens' own notes."""
    own = path.name in ("citizens.jsonl", "relay.jsonl", "relay.rules")
    return path.is_file() and not own and "sqlite" not in path.name

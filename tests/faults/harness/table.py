"""The table at the end: every fault of the matrix, run or named with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field


#: The matrix, with what each fault is.
FAULTS = {
    "F1": "child of a worker killed in mid-delivery, again and again",
    "F2": "whole worker or loop killed; killed at each crash point",
    "F3": "worker ended by SIGTERM, SIGQUIT, its hard time limit",
    "F4": "relay keeps the mail and hangs up before 250",
    "F5": "relay keeps the mail and never answers",
    "F6": "relay hangs or says 421 at QUIT after 250",
    "F7": "relay refuses connections for ten minutes",
    "F8": "relay says 451, 432, 550, 452, 554",
    "F9": "RabbitMQ killed, stopped, frozen, out of memory during 200 posts",
    "F10": "RabbitMQ loses its data",
    "F11": "Redis killed without a log; hints delivered twice",
    "F12": "no broker at all",
    "F13": "database restarted during claim, sending, recording",
    "F14": "connection to the database cut during COMMIT of the form",
    "F15": "database full of connections, too slow, cannot serialize",
    "F16": "worker stopped beyond its lease, then goes on",
    "F17": "two loops, two beats, eight children, each hint ten times",
    "F18": "double click, sixteen posts at once, sent again later",
    "F19": "rush of 2000 posts",
    "F20": "one receiver is a black hole, five are well",
    "F21": "webhook receivers that misbehave",
    "F22": "webhook addresses that lead inside",
    "F23": "wrong clock on a worker",
    "F24": "secret changed between two tries",
    "F25": "messages that kill or fail their worker",
    "F26": "disk of the database full",
    "F27": "tasks of another version in the queue",
    "F28": "erased while it is being sent",
    "F29": "the same on SQLite (its own section of this table)",
    "F30": "database restored from a backup",
}

#: What F29 consists of.
ON_SQLITE_TOO = ("F1", "F2", "F4", "F16", "F18")

#: Faults that are proved elsewhere, or cannot be run here, each with the reason.
NOT_RUN_HERE: dict[str, str] = {
    "F22": (
        "needs no process: tests/delivery/channels/test_guarded_http.py and "
        "tests/domain/test_addresses.py, part of make test"
    ),
    "power loss": (
        "needs a machine that can be switched off; what a kill of the server leaves "
        "is F13, what the settings promise is in docs/explanation/delivery"
    ),
}

_COLUMNS = ("accepted", "once", "flagged", "on_a_list", "unnoticed", "lost")
_HEADS = ("accepted", "once", ">1, flagged", "on a list", "unnoticed", "lost")


@dataclass
class Line:
    """One test of one fault."""

    fault: str
    name: str
    database: str
    broker: str
    passed: bool = True
    tally: dict[str, int] = field(default_factory=dict)
    remark: str = ""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return self.passed and not self.tally["unnoticed"] and not self.tally["lost"]


def missing(lines: Iterable[Line]) -> list[str]:
    """Faults of the matrix that nobody ran and nobody gave a reason for."""
    lines = list(lines)
    run = {line.fault for line in lines}
    if run_on_sqlite(lines) >= set(ON_SQLITE_TOO):
        run.add("F29")
    return [fault for fault in FAULTS if fault not in run | NOT_RUN_HERE.keys()]


def run_on_sqlite(lines: Iterable[Line]) -> set[str]:
    """Return the faults that were played on SQLite."""
    return {line.fault for line in lines if line.database == "SQLite"}


def render(lines: list[Line]) -> list[str]:
    """The whole table as text, one section per database."""
    text: list[str] = []
    for database in sorted({line.database for line in lines}):
        section = [line for line in lines if line.database == database]
        text += ["", database, _head(), *map(_row, sorted(section, key=_order))]
        text += [_sum(database, section)]
    remarks = [
        f"  {line.fault} {line.name}: {line.remark}" for line in lines if line.remark
    ]
    text += ["", "Remarks", *sorted(remarks, key=_fault_number)] if remarks else []
    reasons = [f"  {fault}: {reason}" for fault, reason in NOT_RUN_HERE.items()]
    text += ["", "Not run here", *reasons]
    return text


def _order(line: Line) -> tuple[int, str, str]:
    return int(line.fault[1:]), line.name, line.broker


def _fault_number(remark: str) -> int:
    return int(remark.split()[0][1:])


def _head() -> str:
    return f"  {'fault':<56} {'broker':<9}" + "".join(f"{head:>12}" for head in _HEADS)


def _row(line: Line) -> str:
    figures = "".join(f"{line.tally.get(column, 0):>12}" for column in _COLUMNS)
    name = f"{line.fault} {line.name}"[:56]
    end = "" if line.passed else "  FAILED"
    return f"  {name:<56} {line.broker:<9}{figures}{end}"


def _sum(database: str, section: list[Line]) -> str:
    sums = (sum(line.tally.get(column, 0) for line in section) for column in _COLUMNS)
    name = f"together on {database}"
    return f"  {name:<56} {'':<9}" + "".join(f"{total:>12}" for total in sums)

"""Forwarding against bare SMTP clients: ``make bench-delivery``.

Both sides hand the same mails to the same relay, over as many connections, in turns.
The clients have the mails ready and do nothing else. Forwarding is ``hilfe_forward
--loop`` in as many processes: it claims, writes, sends and records each message, and
what it promises is on the disk before it goes on.
"""

import argparse
import os
import subprocess
import sys

from .databases import database
from .relay import relay
from .rounds import alternate, middle, spread


_CHILD = "HILFE_BENCH_DATABASE"
#: The first is what a healthy relay is like: it filters, syncs, and then answers.
_RELAYS = {
    "answers after 20 ms": {"keep": True, "think": 0.02},
    "syncs to a fast disk and answers at once": {"keep": True},
    "only counts": {"keep": False},
}
#: Of the bare clients' rate, over the first relay.
_GOAL = 0.5


def main() -> int:
    options = _options()
    if _CHILD in os.environ:
        return 0 if _measure(options) or options.no_goal else 1
    return max(_on_database(kind) for kind in options.databases.split(","))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", default="postgres,sqlite")
    parser.add_argument("--messages", type=int, default=1000, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--processes", type=int, default=2, help="loops; as many clients per thread"
    )
    parser.add_argument("--threads", type=int, default=1, help="of each loop")
    parser.add_argument(
        "--waiting", type=int, default=100_000, help="messages that one sweep sees"
    )
    parser.add_argument(
        "--no-goal", action="store_true", help="a missed goal is no failure"
    )
    return parser.parse_args()


def _on_database(kind: str) -> int:
    """In a process of its own, since Django has one set of settings."""
    with database(kind) as address:
        if address is None:
            print(f"{kind}: no such server, left out")
            return 1
        print(f"{kind}, {os.cpu_count()} cores", flush=True)
        env = {
            **os.environ,
            _CHILD: address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        command = [sys.executable, "-m", "benchmarks.bench_delivery", *sys.argv[1:]]
        return subprocess.run(command, env=env, check=False).returncode


def _measure(options: argparse.Namespace) -> bool:
    """Print everything; return whether the goal was met."""
    import django

    django.setup()
    from . import outbox

    outbox.fill(options.messages)
    mails = outbox.prepared_mails()
    ratios = [
        _compare(name, manner, mails, options) for name, manner in _RELAYS.items()
    ]
    is_met = ratios[0] >= _GOAL
    met = "met" if is_met else "missed"
    print(f"  goal: at least {_GOAL} over the first relay: {met} ({ratios[0]:.2f})")
    _print_parts(options.messages)
    _print_sweeps(1000, options.waiting)
    return is_met


def _compare(
    name: str, manner: dict, mails: list, options: argparse.Namespace
) -> float:
    """Print both rates; return their ratio."""
    from .bare_clients import push
    from .loops import loops

    count, clients = len(mails), options.processes * options.threads
    with (
        relay(**manner) as sink,
        loops(sink, processes=options.processes, threads=options.threads) as ours,
    ):

        def bare() -> float:
            sink.empty()
            return count / push(mails, port=sink.port, clients=clients)

        measures = {"bare": bare, "ours": lambda: count / ours.forward(count)}
        found = alternate(options.rounds, measures)
    bare_rate, our_rate = middle(found["bare"]), middle(found["ours"])
    print(f"  a relay that {name}; {clients} connections, {count} mails a round")
    print(f"    bare clients {bare_rate:7.0f} /s   {spread(found['bare'])}")
    print(f"    forwarding   {our_rate:7.0f} /s   {spread(found['ours'])}")
    print(f"    ratio        {our_rate / bare_rate:7.2f}", flush=True)
    return our_rate / bare_rate


def _print_parts(messages: int) -> None:
    from .parts import parts

    with relay(keep=True) as sink:
        found = parts(sink, min(200, messages))
    print("  milliseconds per message, one thread alone; of them our processor's")
    for part, (wall, cpu) in found.items():
        print(f"    {part:12} {wall:7.2f} {cpu:7.2f}")
    total = [sum(column) for column in zip(*found.values(), strict=True)]
    print(f"    {'in all':12} {total[0]:7.2f} {total[1]:7.2f}", flush=True)


def _print_sweeps(*sizes: int) -> None:
    """A sweep is to cost about the same with few and with many messages waiting."""
    from .sweep import sweep

    print("  milliseconds of one sweep; of them our processor's; statements")
    walls = []
    for waiting in sizes:
        wall, cpu, statements = sweep(waiting)
        print(f"    {waiting:7} wait {wall:7.1f} {cpu:7.1f} {statements:4}")
        walls.append(wall)
    print(f"    ratio        {walls[-1] / walls[0]:7.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

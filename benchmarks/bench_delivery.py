"""Forwarding against bare SMTP clients: ``make bench-delivery``.

Both sides hand the same mails to the same relay, with the same number of connections at
once, in alternating rounds. The clients have the mails ready; forwarding claims, writes,
sends and records each, with its evidence on the disk.
"""

import argparse
import os
import signal
import subprocess
import sys
import time

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .databases import database
from .relay import Relay, relay
from .rounds import alternate, middle, spread


PATIENCE = 300.0


def main() -> int:
    options = _options()
    if "HILFE_BENCH_DATABASE" in os.environ:
        _measure(options)
        return 0
    found = [_on_database(kind, options) for kind in options.databases.split(",")]
    return max(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", default="postgres,sqlite")
    parser.add_argument("--messages", type=int, default=1000, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2, help="hilfe_forward --loop")
    parser.add_argument("--threads", type=int, default=1, help="in each process")
    return parser.parse_args()


def _on_database(kind: str, options: argparse.Namespace) -> int:
    """In a process of its own, since Django has one set of settings."""
    with database(kind) as address:
        if address is None:
            print(f"{kind}: not found, left out")
            return 1
        print(f"\n{kind}", flush=True)
        env = {
            **os.environ,
            "HILFE_BENCH_DATABASE": address,
            "HILFE_BENCH_THREADS": str(options.threads),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        command = [sys.executable, "-m", "benchmarks.bench_delivery", *sys.argv[1:]]
        return subprocess.run(command, env=env).returncode


def _measure(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from . import outbox

    outbox.fill(options.messages)
    mails = outbox.prepared_mails()
    for keep in (True, False):
        with relay(keep=keep) as sink:
            _compare(sink, mails, options, keep)
    with relay(keep=True) as sink:
        _print_shares(_shares(sink, min(300, options.messages)))


def _compare(sink: Relay, mails: list, options: argparse.Namespace, keep: bool) -> None:
    from .bare_clients import push

    clients = options.processes * options.threads

    def bare() -> float:
        sink.empty()
        return len(mails) / push(mails, port=sink.port, clients=clients)

    with _loops(sink, options) as forward:
        found = alternate(
            options.rounds,
            {"bare": bare, "forward": lambda: len(mails) / forward(len(mails))},
        )
    ours, theirs = middle(found["forward"]), middle(found["bare"])
    name = "keeps every mail on disk" if keep else "only counts"
    print(f"  relay that {name}; {clients} connections, {len(mails)} mails a round")
    print(f"    bare clients  {theirs:7.0f} /s   ({spread(found['bare'])})")
    print(f"    forwarding    {ours:7.0f} /s   ({spread(found['forward'])})")
    print(f"    ratio         {ours / theirs:7.2f}", flush=True)


@contextmanager
def _loops(sink: Relay, options: argparse.Namespace) -> Iterator:
    """Run the loops; gives a function that sends everything and returns the seconds."""
    from . import outbox

    outbox.hold()
    env = {**os.environ, "HILFE_BENCH_SMTP_PORT": str(sink.port)}
    command = [sys.executable, "-m", "django", "hilfe_forward", "--loop"]
    with ExitStack() as stack:
        for _ in range(options.processes):
            process = subprocess.Popen(
                command, env=env, stdout=subprocess.PIPE, text=True
            )
            stack.callback(_stop, process)
            process.stdout.readline()  # "Forwarding."
            _swallow(process)
        yield lambda count: _forward_all(sink, count)


def _forward_all(sink: Relay, count: int) -> float:
    from hilfe_ukraine.models import Delivery

    from . import outbox

    outbox.hold()
    sink.empty()
    outbox.release()
    start = time.perf_counter()
    sink.wait_for(count, PATIENCE)
    delivered = Delivery.objects.filter(state=Delivery.States.DELIVERED)
    while delivered.count() < count:
        time.sleep(0.002)
    seconds = time.perf_counter() - start
    if sink.count != count or Delivery.objects.filter(possible_duplicate=True).exists():
        raise SystemExit("something was sent twice")
    return seconds


def _swallow(process: subprocess.Popen) -> None:
    import threading

    threading.Thread(target=process.stdout.read, daemon=True).start()


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(60)


def _shares(sink: Relay, count: int) -> dict[str, float]:
    """Milliseconds per message in each part of a try, in one thread alone."""
    from django.conf import settings

    from hilfe_ukraine.actions.forward import forward_due
    from hilfe_ukraine.delivery import failpoint
    from hilfe_ukraine.delivery.clock import shared_now

    from . import outbox

    settings.EMAIL_PORT = sink.port
    outbox.hold()
    outbox.release()
    spent: dict[str, float] = defaultdict(float)
    last = ["", time.perf_counter()]

    def on_reach(name: str) -> None:
        now = time.perf_counter()
        spent[f"{last[0]} - {name}"] += now - last[1]
        last[:] = [name, now]

    forward_due(now=shared_now(), limit=20)
    failpoint.on_reach = on_reach
    forward_due(now=shared_now(), limit=count)
    return {name: seconds / count * 1000 for name, seconds in spent.items()}


def _print_shares(shares: dict[str, float]) -> None:
    print("  one thread alone, milliseconds per message")
    for name, milliseconds in shares.items():
        print(f"    {name:32} {milliseconds:6.2f}")


if __name__ == "__main__":
    sys.exit(main())

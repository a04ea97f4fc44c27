"""The demo: ``setup``, ``run``, ``part NAME`` and ``stop``. See ``make help``."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

from config import demo_dir
from demo.accounts import ACCOUNTS
from runner.parts import (
    EXAMPLE_SITE,
    PARTS,
    Demo,
    DemoError,
    refuse_taken_ports,
    start_part,
)
from runner.processes import end_group, stop


RUNNER = "demo"


def main() -> int:
    options = _parser().parse_args()
    folder = demo_dir.demo_dir()
    folder.create()
    try:
        return options.run(Demo(folder, _ports(options, folder)), options)
    except DemoError as error:
        print(f"\nThe demo cannot run: {error}", file=sys.stderr)
        return 1


def setup(demo: Demo, options: argparse.Namespace) -> int:
    """Bring the database up to date and load what is missing. May run again."""
    command = [sys.executable, "manage.py", "load_demo", "--migrate"]
    done = subprocess.run(command, cwd=EXAMPLE_SITE, env=demo.env, check=False)  # noqa: S603
    if done.returncode:
        raise DemoError("the database could not be set up, see above.")
    return 0


def run(demo: Demo, options: argparse.Namespace) -> int:
    """Start all parts and watch them until Ctrl-C, SIGTERM or SIGHUP."""
    _stop_leftovers(demo)
    refuse_taken_ports([port for part in PARTS for port in part.ports(demo.ports)])
    demo.pid_file(RUNNER).write(os.getpid())
    (demo.folder.run / "port").write_text(str(demo.ports.web))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        setup(demo, options)
        _forget_messages(demo)
        for started in [start_part(demo, one) for one in PARTS]:
            started.wait(demo)
        _print_welcome(demo)
        _watch(demo)
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
    finally:
        stop_all(demo, options)
    return 0


def part(demo: Demo, options: argparse.Namespace) -> int:
    """Start one part again, in the background. Does nothing if it is running."""
    pid = demo.live_pid(options.name)
    if pid is not None:
        print(f"{options.name} is running already (process {pid}).")
        return 0
    again = next(one for one in PARTS if one.name == options.name)
    pid = start_part(demo, again).wait(demo)
    print(f"{options.name} is running again (process {pid}).")
    if demo.live_pid(RUNNER) is None:
        print("No demo is running that would stop it: use `make demo-stop`.")
    return 0


def stop_all(demo: Demo, options: argparse.Namespace) -> int:
    """Stop every part that runs in this folder, whoever started it."""
    runner = demo.live_pid(RUNNER)
    if runner is not None and runner != os.getpid():
        # It would report its parts as dead, and the next demo would be refused.
        stop([runner])
    names = [part.name for part in reversed(PARTS)]
    stop([pid for name in names if (pid := demo.live_pid(name))])
    for name in names:
        demo.pid_file(name).remove()
    if runner == os.getpid():
        demo.pid_file(RUNNER).remove()
    print("The demo is stopped.", flush=True)
    return 0


def _stop_leftovers(demo: Demo) -> None:
    """Parts of a demo that was killed itself would hold the ports and the queue."""
    if runner := demo.live_pid(RUNNER):
        raise DemoError(f"it is running in this folder already (process {runner}).")
    left = [pid for part in PARTS if (pid := demo.live_pid(part.name))]
    if left:
        print("Stopping what an earlier demo has left running ...")
        stop(left)


def _forget_messages(demo: Demo) -> None:
    """Old hints are of no use: the database knows what is due."""
    shutil.rmtree(demo.folder.path / "broker", ignore_errors=True)
    demo.folder.create()


def _watch(demo: Demo) -> None:
    """Report parts that die and parts that come back, until we are interrupted."""
    pids = {part.name: demo.live_pid(part.name) for part in PARTS}
    parent = os.getppid()
    # Under make, a killed make must not leave the demo behind.
    while "MAKELEVEL" not in os.environ or os.getppid() == parent:
        _reap_children()
        for name, before in pids.items():
            pids[name] = demo.live_pid(name)
            if before and pids[name] != before:
                end_group(before)
            if before and not pids[name]:
                log = demo.folder.log_file(name)
                print(f"{name} has died, see {log}. Start it again: {_again(name)}")
            if pids[name] and pids[name] != before:
                print(f"{name} is running again (process {pids[name]}).")
        sys.stdout.flush()
        time.sleep(0.5)


def _again(name: str) -> str:
    return f"make demo-{name}"


def _reap_children() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _interrupt(number: int, frame: object) -> None:
    # A second Ctrl-C must not cut the stopping short and leave parts behind.
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt


def _print_welcome(demo: Demo) -> None:
    lines = [
        "",
        "The demo is ready.",
        f"  Portal      {demo.url}/",
        f"  Offer help  {demo.url}/hilfe-ukraine/",
        f"  Admin       {demo.url}/admin/",
        f"  Mailbox     {demo.mailbox_url}/  (SMTP on port {demo.ports.smtp})",
        f"  Neighbour   {demo.neighbour_url}/  (another website with the form)",
        f"  Files       {demo.folder.path}",
        "",
        "  User            Password             Role",
        *(f"  {a.username:<15} {a.password:<20} {a.role}" for a in ACCOUNTS),
        "",
        "Ctrl-C stops it.",
    ]
    print("\n".join(lines), flush=True)


def _ports(options: argparse.Namespace, folder: demo_dir.DemoDir) -> demo_dir.Ports:
    """A whole demo starts on 8000 unless told; a part goes where its demo is."""
    if options.run is run:
        return demo_dir.Ports(int(os.environ.get("PORT") or demo_dir.DEFAULT_PORT))
    return demo_dir.ports(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, function in (("setup", setup), ("run", run), ("stop", stop_all)):
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(run=function)
    command = commands.add_parser("part", help=part.__doc__)
    command.add_argument("name", choices=demo_dir.PARTS)
    command.set_defaults(run=part)
    return parser


if __name__ == "__main__":
    sys.exit(main())

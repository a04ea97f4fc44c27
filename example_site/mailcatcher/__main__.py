"""``python -m mailcatcher``: SMTP on PORT+2, mailbox on PORT+1, until it is stopped."""

import signal
import threading

from config import demo_dir

from . import smtp, web
from .inbox import Inbox


def main() -> None:
    """Run both servers until SIGTERM or SIGINT."""
    folder = demo_dir.demo_dir()
    folder.create()
    ports = demo_dir.ports(folder)
    inbox = Inbox(folder.mail)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with smtp.serving(inbox, ports.smtp), web.serving(inbox, ports.mailbox):
        print(f"SMTP {smtp.HOST}:{ports.smtp}, Postfach {web.HOST}:{ports.mailbox}")
        stop.wait()


if __name__ == "__main__":
    main()

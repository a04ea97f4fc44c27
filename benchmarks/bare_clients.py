"""What to compare with: clients that have prepared mails and nothing else to do."""

import multiprocessing
import smtplib
import time

from typing import Any


Mail = tuple[str, str, bytes]
_CONTEXT = multiprocessing.get_context("fork")


def push(mails: list[Mail], *, port: int, clients: int) -> float:
    """Return the seconds ``clients`` processes need for all, one connection each."""
    together = _CONTEXT.Barrier(clients + 1)
    shares = [mails[number::clients] for number in range(clients)]
    processes = [
        _CONTEXT.Process(target=_push_share, args=(share, port, together))
        for share in shares
    ]
    for process in processes:
        process.start()
    together.wait(60)
    start = time.perf_counter()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - start
    if any(process.exitcode for process in processes):
        raise SystemExit("a bare client failed")
    return seconds


def _push_share(mails: list[Mail], port: int, together: Any) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example") as smtp:
        smtp.ehlo()
        together.wait(60)
        for sender, recipient, content in mails:
            smtp.sendmail(sender, [recipient], content)

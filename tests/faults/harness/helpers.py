"""Helpers with an e-mail address, who confirm their offer as soon as they are asked."""

from concurrent.futures import Future, ThreadPoolExecutor

from .case import Case
from .citizens import Offer
from .inside.build import PATH_WITH_CONFIRMATION
from .waiting import wait_until


#: Seconds for a letter to come, and for its button to be taken.
_PATIENCE = 60


def address(number: int) -> str:
    return f"helper{number}@people.example"


def open_form(case: Case, number: int, category: str = "c2") -> Offer:
    """The form that sends an offer on only when it is confirmed."""
    answers = {"phone": "", "email": address(number)}
    return case.citizens.open_form(category, page=PATH_WITH_CONFIRMATION, **answers)


def confirm(case: Case, number: int) -> None:
    """Wait for the letter, and press its button until the portal takes it."""
    link = wait_until(lambda: _link(case, number), _PATIENCE, "a letter")
    wait_until(lambda: case.citizens.confirm(link), _PATIENCE, "it is confirmed")


def _link(case: Case, number: int) -> str:
    to = [address(number)]
    return next((mail.links[0] for mail in case.sink.mails if mail.to == to), "")


class Helpers:
    """So many do so while the block runs, two at once; leaving waits for the last."""

    def __init__(self, case: Case, number: int) -> None:
        self._case, self._number = case, number
        self._pool = ThreadPoolExecutor(2)
        self._done: list[Future] = []

    def __enter__(self) -> "Helpers":
        self._done = [
            self._pool.submit(self._help, number) for number in range(self._number)
        ]
        return self

    def _help(self, number: int) -> None:
        offer = open_form(self._case, number)
        self._case.citizens.send_until_accepted(offer)
        confirm(self._case, number)

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=error[0] is not None)
        if error[0] is None:
            for done in self._done:
                done.result()

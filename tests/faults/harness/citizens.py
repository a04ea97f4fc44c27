"""People who offer help by the real form, and note what they were promised."""

import http.client
import json
import re
import threading
import time

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from tests.offer_page.browse import read_form

from .waiting import TooLong, wait_until


#: Stands in everything personal that citizens write; must be found nowhere else.
CANARY = "kanari"
_AREA, _PHONE = "351", "826453"
_PERSONAL = re.compile(rf"{CANARY}|{_AREA}(?:%20|\W)?{_PHONE}".encode(), re.IGNORECASE)
_REFERENCE = re.compile(r'hu-reference">([A-Z0-9]{8})<')
_TIMEOUT = 30.0
#: Seconds for a thank-you page; where one did not open, each other gets one try.
_PATIENCE = 60.0


def holds_personal(text: bytes) -> bool:
    """Whether something stands there that only bodies may see, by name or by phone."""
    return bool(_PERSONAL.search(text))


def email_address(number: int) -> str:
    """An address that is as personal as everything else; mail to it may name it."""
    return f"{CANARY}{number}@people.example"


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 if nothing did. ``seconds`` is how long it took."""

    status: int
    body: bytes = b""
    location: str = ""
    seconds: float = 0.0
    retry_after: str = ""

    @property
    def content(self) -> bytes:
        return self.body


@dataclass
class Offer:
    """One filled form; sent again until it is accepted. ``thanks`` is the promise."""

    action: str
    fields: dict[str, str]
    answers: list[Answer] = field(default_factory=list)
    thanks: set[str] = field(default_factory=set)
    reference: str = ""

    @property
    def is_accepted(self) -> bool:
        return bool(self.thanks)


class Citizens:
    """They know the portal's address, can read its captcha, and keep a log."""

    def __init__(
        self, page: str, *, log: Path, read_captcha: Callable[[str], str]
    ) -> None:
        self._page, self._log, self._read_captcha = page, log, read_captcha
        self._lock = threading.Lock()
        self._count = 0
        self._patience = _PATIENCE
        self.offers: list[Offer] = []

    def open_form(
        self,
        category: str = "c0",
        *,
        seconds: float = 60,
        page: str = "",
        **answers: str,
    ) -> Offer:
        """Go through step one, and fill in step two. Tries until the portal answers.

        ``answers`` replace what is filled in by default.
        """
        query = urlencode({"category": category, "postcode": "02826"})
        address = f"{urljoin(self._page, page)}?{query}"
        return wait_until(
            lambda: self._opened(address, answers), seconds, "the form opens"
        )

    def _opened(self, address: str, answers: dict[str, str]) -> Offer | None:
        answer = _ask("GET", address)
        if answer.status != 200:
            return None
        form = read_form(answer)
        with self._lock:
            self._count += 1
            number = self._count
        try:
            solved = self._read_captcha(form.fields["captcha_0"])
        except Exception:  # noqa: BLE001 - the database is down; look again later
            return None
        filled = {
            **form.fields,
            "details": f"Ein Zimmer, {CANARY} {number}",
            "helper": "person",
            "name": f"Erika {CANARY.title()} {number}",
            # Not by e-mail: only messages to bodies are counted.
            "phone": f"0{_AREA} {_PHONE}{number:04d}",
            "privacy": "on",
            "captcha_1": solved,
            **answers,
        }
        offer = Offer(form.action, filled)
        with self._lock:
            self.offers.append(offer)
        return offer

    def send(self, offer: Offer) -> Answer:
        """Send the form once, and note it if the portal says that it has the offer."""
        base = urlsplit(self._page)
        address = f"{base.scheme}://{base.netloc}{offer.action}"
        answer = _ask("POST", address, urlencode(offer.fields))
        with self._lock:
            offer.answers.append(replace(answer, body=b""))
            if 200 <= answer.status < 400 and answer.location:
                offer.thanks.add(answer.location)
                self._note(answer.status, answer.location)
            elif answer.status == 503 and (typed := read_form(answer).fields):
                offer.fields = typed
        return answer

    def _note(self, status: int, promise: str) -> None:
        with self._log.open("a") as log:
            log.write(json.dumps([time.time(), status, promise]) + "\n")

    def confirm(self, link: str) -> bool:
        """Press the button behind a link once; returns whether the portal took it."""
        return _ask("POST", link).status == 303

    def send_until_accepted(self, offer: Offer, seconds: float = 60) -> None:
        """Send the form again and again, as a patient person does.

        A page that asks for patience holds what was typed; then that is sent.
        """
        wait_until(lambda: self.send(offer).location, seconds, "the offer is accepted")

    def offer(
        self, number: int, *categories: str, threads: int = 6, seconds: float = 60
    ) -> None:
        """So many people, some at once, each until the offer is accepted."""
        chosen = categories or ("c0", "c1", "c2", "c3", "c4", "c5")

        def one(index: int) -> None:
            category = chosen[index % len(chosen)]
            offer = self.open_form(category, seconds=seconds)
            self.send_until_accepted(offer, seconds)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, range(number)))

    def references(self) -> list[str]:
        """Read the offer number on every thank-you page, each until it opens.

        Once read it is known, for these pages end when an offer is erased. One that
        never opens is a promise all the same, under a number that nobody has.
        """
        accepted = [offer for offer in self.offers if offer.is_accepted]
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(self._reference_or_path, accepted))

    def _reference_or_path(self, offer: Offer) -> str:
        try:
            return self.read_reference(offer, self._patience)
        except TooLong:
            self._patience = 0.0
            return f"unread: {sorted(offer.thanks)}"

    def read_reference(self, offer: Offer, seconds: float = _PATIENCE) -> str:
        """The offer number on its thank-you pages, which must all show the same."""
        if not offer.reference:
            read = {self._read_reference(path, seconds) for path in offer.thanks}
            assert len(read) == 1, f"one form, several offers: {read}"
            offer.reference = read.pop()
            self._note(200, offer.reference)
        return offer.reference

    def _read_reference(self, path: str, seconds: float) -> str:
        base = urlsplit(self._page)
        address = f"{base.scheme}://{base.netloc}{path}"
        found = wait_until(
            lambda: _REFERENCE.search(_ask("GET", address).body.decode()),
            seconds,
            "the thank-you page opens",
        )
        return found[1]


def _ask(method: str, address: str, body: str = "") -> Answer:
    url = urlsplit(address)
    line = http.client.HTTPConnection(url.hostname, url.port, timeout=_TIMEOUT)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    start = time.monotonic()
    try:
        target = f"{url.path}?{url.query}" if url.query else url.path
        line.request(method, target, body or None, headers)
        response = line.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException):
        return Answer(0, seconds=time.monotonic() - start)
    finally:
        line.close()
    return Answer(
        status=response.status,
        body=content,
        location=response.getheader("Location", ""),
        seconds=time.monotonic() - start,
        retry_after=response.getheader("Retry-After", ""),
    )

"""``make demo-check``: one offer through a demo of its own, as a citizen sends it.

Starts the demo on free ports in a temporary folder, sends an offer over HTTP, waits
for the mail at the right body, opens its link, stops everything. Exit code 0 only if
all of that worked; how long each step took is printed.
"""

import email
import email.policy
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

from browser_form import Page


REPOSITORY = Path(__file__).resolve().parents[1]
SITE = REPOSITORY / "example_site"
CATEGORY, POSTCODE = "translation", "02826"
SEE_OTHER = 303
LOG_LINES = 15
SETTINGS = ("--settings", "config.settings.demo")
START_SECONDS, MAIL_SECONDS, STOP_SECONDS = 300, 60, 60
ANSWERS = {
    "name": "Erika Beispiel",
    "email": "erika.beispiel@example.org",
    "tel": "",
    "number": "1",
    "textarea": "Ich übersetze aus dem Ukrainischen, abends und am Wochenende.",
}
SEEN_BY_THE_BODY = ("Erika Beispiel", "erika.beispiel@example.org", "Ich übersetze")


class CheckError(Exception):
    """A step did not do what it should; the text says what was seen instead."""


class NoRedirect(HTTPRedirectHandler):
    """Redirects are looked at, not followed."""

    def redirect_request(self, *args: object) -> None:
        return None


class DemoUnderTest:
    """A running demo and the one citizen who uses it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://localhost:{port}"
        self.env = {**os.environ, "HILFE_DEMO_DIR": str(folder), "PORT": str(port)}
        # A parent make must not count as the demo's own.
        self.env.pop("MAKELEVEL", None)
        self._open = build_opener(NoRedirect).open

    def start(self) -> None:
        command = [sys.executable, str(SITE / "run_demo.py"), "run"]
        self.process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, text=True
        )
        # A demo that hangs while starting is ended, which ends the loop below, too.
        watchdog = threading.Timer(START_SECONDS, self.process.kill)
        watchdog.start()
        try:
            if not any("The demo is ready" in line for line in self.process.stdout):
                raise CheckError("the demo did not start")
        finally:
            watchdog.cancel()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(STOP_SECONDS)
        left = [file.name for file in (self.folder / "run").glob("*.pid")]
        if code or left:
            raise CheckError(f"the demo did not stop cleanly: code {code}, {left}")

    def get(self, address: str, data: dict[str, str] | None = None):
        """The answer, whatever its status. No public page may set a cookie."""
        body = urlencode(data).encode() if data is not None else None
        try:
            answer = self._open(Request(urljoin(self.url, address), body), timeout=30)
        except HTTPError as error:
            answer = error
        if cookie := answer.headers.get("Set-Cookie"):
            raise CheckError(f"{address} sets a cookie: {cookie}")
        return answer

    def page(self, address: str) -> Page:
        answer = self.get(address)
        if answer.status != 200:
            raise CheckError(f"{address} answers {answer.status}")
        return Page(answer.read().decode())

    def captcha_answer(self, key: str) -> str:
        """What a person reads in the picture: here it is read in the database."""
        question = "SELECT response FROM captcha_captchastore WHERE hashkey = ?"
        with sqlite3.connect(self.folder / "db.sqlite3") as database:
            row = database.execute(question, [key]).fetchone()
        if row is None:
            raise CheckError("the captcha of the form is not in the database")
        return row[0]

    def right_addresses(self) -> set[str]:
        """Where the offer must go, as the routing explains it."""
        told = self.manage("hilfe_route", POSTCODE, CATEGORY, "--json")
        return {body["email"] for body in json.loads(told)["bodies"]}

    def manage(self, *words: str) -> str:
        """Run a management command in the demo; return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words, *SETTINGS],
            cwd=SITE,
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def mail_with(self, reference: str, addresses: set[str]) -> str:
        """The text of the mail about this offer, once it lies in the right mailbox."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for file in (self.folder / "mail").glob("*.eml"):
                content = file.read_bytes()
                mail = email.message_from_bytes(content, policy=email.policy.default)
                text = mail.get_body(("plain",)).get_content()
                mine = reference in str(mail["Subject"]) + text
                if mine and mail["X-Envelope-To"] in addresses:
                    return text
            time.sleep(0.05)
        raise CheckError(f"no mail about {reference} at {', '.join(addresses)}")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="hilfe-demo-") as folder:
        demo = DemoUnderTest(Path(folder), four_free_ports())
        began = time.monotonic()
        try:
            _check(demo)
        except CheckError as error:
            print(f"FAILED: {error}", file=sys.stderr)
            _print_logs(demo.folder / "log")
            return 1
        finally:
            end(demo)
    print(f"Demo check passed in {time.monotonic() - began:.1f} s.")
    return 0


def _check(demo: DemoUnderTest) -> None:
    with _step("start the demo"):
        demo.start()
    with _step("open the form"):
        query = urlencode({"category": CATEGORY, "postcode": POSTCODE})
        address = f"/hilfe-ukraine/?{query}"
        page = demo.page(address)
    with _step("ask the routing who gets it"):
        addresses = demo.right_addresses()
    with _step("send the offer"):
        thanks = _send(demo, address, page)
    with _step("read the thank-you page"):
        reference = _reference(demo.page(thanks))
    with _step("mail at the body, from the thank-you page on"):
        text = demo.mail_with(reference, addresses)
    with _step("open the link"):
        _open_link(demo, text, reference)
    with _step("stop the demo"):
        demo.stop()


def send_offer(demo: DemoUnderTest, address: str) -> str:
    """Send the form at this address; return the offer's number."""
    return _reference(demo.page(_send(demo, address, demo.page(address))))


def _send(demo: DemoUnderTest, address: str, page: Page) -> str:
    """Post the filled form; returns where the answer leads."""
    form = page.form("post", "/submit/")
    if form is None:
        raise CheckError(f"{address} shows no form to send an offer")
    for image in page.images:
        demo.get(urljoin(address, image)).read()
    values = form.filled(ANSWERS)
    values["captcha_1"] = demo.captcha_answer(values["captcha_0"])
    answer = demo.get(urljoin(address, form.action), values)
    if answer.status != SEE_OTHER:
        errors = Page(answer.read().decode()).text
        raise CheckError(
            f"the form answers {answer.status}: {' '.join(errors.split())}"
        )
    return answer.headers["Location"]


def _reference(page: Page) -> str:
    found = re.search(r"\b[0-9A-Z]{4}[- ]?[0-9A-Z]{4}\b", page.text)
    if found is None:
        raise CheckError("the thank-you page shows no offer number")
    return found.group()


def _open_link(demo: DemoUnderTest, text: str, reference: str) -> None:
    link = re.search(rf"{re.escape(demo.url)}\S+", text)
    if link is None:
        raise CheckError("the mail holds no link")
    shown = demo.page(link.group()).text
    for expected in (reference, *SEEN_BY_THE_BODY):
        if expected not in shown:
            raise CheckError(f"the page behind the link does not show {expected!r}")


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {name} ...", end=" ", flush=True)
    yield
    print(f"{time.monotonic() - began:.2f} s", flush=True)


def end(demo: DemoUnderTest) -> None:
    """Whatever happened, nothing is left running."""
    process = getattr(demo, "process", None)
    if process is not None and process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)


def _print_logs(folder: Path) -> None:
    """The ends of all logs, since the folder is about to be removed."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        print(f"--- {log.name}", *lines, sep="\n", file=sys.stderr)


def four_free_ports() -> int:
    """Return the first of four ports in a row, which a demo needs."""
    for first in range(18000, 28000, 10):
        if all(map(_is_free, range(first, first + 4))):
            return first
    raise CheckError("no four free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


if __name__ == "__main__":
    sys.exit(main())

"""The mailbox in the browser. Reads only; there is nothing to log in to."""

import threading

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import pages
from .inbox import Inbox


HOST = "127.0.0.1"
# Another website must not read the mailbox through a name that points to 127.0.0.1.
HOST_NAMES = {"localhost", "127.0.0.1"}
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"
)
# What a mail brings along may show itself and be clicked, and nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox"
    " allow-top-navigation-by-user-activation;"
    " default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class Handler(BaseHTTPRequestHandler):
    """``/``, ``/mail/NAME``, ``/mail/NAME/html`` and ``/mail/NAME/source``."""

    def __init__(self, inbox: Inbox, *args, **kwargs) -> None:
        self.inbox = inbox
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in HOST_NAMES:
            return self._missing()
        address = urlsplit(self.path)
        parts = [part for part in address.path.split("/") if part]
        if not parts:
            recipient = parse_qs(address.query).get("to", [""])[0]
            page = pages.mailbox(self.inbox.mails(recipient), recipient)
            return self._send(page, PAGE_POLICY)
        if parts[0] == "mail" and len(parts) in (2, 3):
            return self._mail(parts[1], parts[2] if len(parts) == 3 else "")
        return self._missing()

    def _mail(self, name: str, view: str) -> None:
        mail = self.inbox.read(name)
        html = mail and mail.body("html")
        if mail is None or (view == "html" and html is None):
            return self._missing()
        if view == "html":
            return self._send(pages.framed(html or ""), MAIL_POLICY)
        if view == "source":
            return self._send(mail.message.as_string(), PAGE_POLICY, "text/plain")
        return self._send(pages.mail(mail), PAGE_POLICY)

    def _missing(self) -> None:
        self._send(pages.missing(), PAGE_POLICY, status=HTTPStatus.NOT_FOUND)

    def _send(
        self,
        text: str,
        policy: str,
        kind: str = "text/html",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args) -> None:
        """Nothing: addresses of the mailbox may hold the address of a person."""


@contextmanager
def serving(inbox: Inbox, port: int) -> Iterator[None]:
    """Listen on ``port`` in a thread of its own while the block runs."""
    server = ThreadingHTTPServer((HOST, port), partial(Handler, inbox))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()

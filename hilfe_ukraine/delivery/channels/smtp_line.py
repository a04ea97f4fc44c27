"""A line to the mail relay on which nothing waits for ever.

smtplib waits anew for each byte and reads answers of any length: a relay that sends
one byte a second, or never comes to the end, would hold a worker for hours.
"""

import contextlib
import io
import smtplib
import socket
import ssl
import time

from collections.abc import Callable
from typing import Any

from hilfe_ukraine.conf import MailRelay


Clock = Callable[[], float]

#: From this step on the relay may have the message.
CONTENT = "content"

#: Timeouts that all steps before the content have together. Check E009.
SHARED_TIMEOUTS = 1.5
#: The answer to QUIT changes nothing any more, so it is not worth a long wait.
GOODBYE_SECONDS = 3.0
#: No honest answer is longer; EHLO's has about one thousand.
_ANSWER_BYTES = 64 * 1024


class Nonsense(OSError):
    """The relay answered something that is no SMTP."""


class Closing(smtplib.SMTPResponseException):
    """The relay closes the line (421), which it may do at any moment."""


class Patience:
    """The step a conversation is at, and how long that step may still take.

    Each step has ``timeout`` seconds. All steps before the content share one and a
    half times as much, so that a relay that is always just in time cannot outlast
    the lease. Once the content is on its way it gets its full time: cutting it off
    would mean sending it twice.
    """

    def __init__(self, timeout: float, clock: Clock = time.monotonic) -> None:
        self.step = "connect"
        self._timeout = timeout
        self._clock = clock
        now = clock()
        self._shared_end = now + SHARED_TIMEOUTS * timeout
        self._end = now + timeout

    def begin(self, step: str) -> None:
        """Go on to ``step``; raises ``TimeoutError`` when the shared time is over."""
        self.step = step
        self._end = self._clock() + self._timeout
        if step != CONTENT:
            self._end = min(self._end, self._shared_end)
            self.left()

    def left(self) -> float:
        """Return the seconds left for this step; raises ``TimeoutError`` at zero."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError("the relay answers too slowly")
        return left


class Line(smtplib.SMTP):
    """An SMTP connection whose every wait ends with ``patience``.

    It belongs to one conversation at a time. ``messages`` counts those it has
    carried, ``needs_reset`` says that the last one was broken off.
    """

    def __init__(
        self, relay: MailRelay, name: str, patience: Patience, **options: Any
    ) -> None:
        self.relay = relay
        self.name = name
        self.patience = patience
        self.messages = 0
        self.needs_reset = False
        self.rests_since = 0.0
        self._received = 0
        self._fault: OSError | None = None
        try:
            super().__init__(
                relay.host,
                relay.port,
                local_hostname=name,
                timeout=patience.left(),
                **options,
            )
        except BaseException:
            self.close()
            raise

    def introduce(self) -> None:
        """Say who we are, and make sure of encryption and login that were asked for."""
        self.patience.begin("ehlo")
        self.ehlo_or_helo_if_needed()
        if self.relay.use_tls:
            self.patience.begin("starttls")
            self._limited_socket()
            self.starttls(context=_tls(self.relay))
            # A relay forgets who we are when encryption begins (RFC 3207, 4.2).
            self.patience.begin("ehlo")
            self.ehlo_or_helo_if_needed()
        if self.relay.username:
            self.patience.begin("login")
            self.login(self.relay.username, self.relay.password)

    def say_goodbye(self) -> None:
        """QUIT and close. What the relay thinks of it does not matter any more."""
        self.patience = Patience(GOODBYE_SECONDS)
        with contextlib.suppress(Exception):
            self.quit()
        self.close()

    def send(self, s: Any) -> None:
        self._limited_socket()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Return code and text of one answer.

        Raises :class:`Closing`, :class:`Nonsense`, ``TimeoutError`` and other
        ``OSError``; the line is closed then.
        """
        try:
            code, text = self._read_answer()
            if code == 421:
                raise Closing(code, text)
            if not 200 <= code < 600:
                raise Nonsense("the relay's answer begins with no code")
        except BaseException:
            self.close()
            raise
        return code, text

    def _read_answer(self) -> tuple[int, bytes]:
        if self.file is None:  # anew after STARTTLS; what came before is thrown away
            self.file = io.BufferedReader(_Answers(self))
        self._received, self._fault = 0, None
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected:
            # smtplib gives this name to every error of the socket.
            raise self._fault or smtplib.SMTPServerDisconnected("hung up") from None
        except smtplib.SMTPResponseException:
            raise Nonsense("the relay's answer has a line without end") from None

    def receive_into(self, buffer: Any) -> int:
        """Read what has come of an answer, as ``readinto`` does."""
        try:
            number = self._limited_socket().recv_into(buffer)
            self._received += number
            if self._received > _ANSWER_BYTES:
                raise Nonsense("the relay's answer has no end")
        except OSError as error:
            self._fault = error
            raise
        return number

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        """Connect to the first address that answers; they share the time there is."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        fault = OSError("the relay has no address")
        for number, (*_, address) in enumerate(found):
            share = self.patience.left() / (len(found) - number)
            try:
                return socket.create_connection((str(address[0]), port), share)
            except OSError as error:
                fault = error
        raise fault

    def _limited_socket(self) -> socket.socket:
        """The socket, set to wait no longer than patience lasts."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the line is closed")
        self.sock.settimeout(self.patience.left())
        return self.sock


class _SecureLine(Line, smtplib.SMTP_SSL):
    """TLS from the first byte on."""

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        plain.settimeout(self.patience.left())
        return self.context.wrap_socket(plain, server_hostname=host)


class _Answers(io.RawIOBase):
    """What the relay sends, for smtplib to read line by line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._line.receive_into(buffer)


def open_line(relay: MailRelay, name: str, patience: Patience) -> Line:
    """Connect, encrypt, log in. Raises what smtplib, ssl and the socket raise."""
    if relay.use_ssl:
        line: Line = _SecureLine(relay, name, patience, context=_tls(relay))
    else:
        line = Line(relay, name, patience)
    try:
        line.introduce()
    except BaseException:
        line.close()
        raise
    return line


def _tls(relay: MailRelay) -> ssl.SSLContext:
    """Certificates are always verified; a client certificate comes on top."""
    context = ssl.create_default_context()
    if relay.certfile:
        context.load_cert_chain(relay.certfile, relay.keyfile)
    return context

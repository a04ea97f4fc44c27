"""One SMTP conversation, step by step, so that it is known how far it came.

Django's backend hides whether an error came before or after the message was handed
over; that is the difference between "not sent" and "perhaps sent".
"""

import re
import smtplib
import ssl
import time

from collections.abc import Callable
from dataclasses import dataclass

from hilfe_ukraine.conf import MailRelay

from .base import Outcome, Result


_CRLF = b"\r\n"
_LINE_WITH_PERIOD = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"\A([245]\.\d{1,3}\.\d{1,3})\b")
# "Log in first" and the like: about us and our relay, not about this message.
_ABOUT_US = frozenset({530, 534, 535, 538})
# The answer to QUIT changes nothing any more, so it is not worth a long wait.
_QUIT_SECONDS = 3.0


@dataclass(frozen=True)
class Envelope:
    """What goes to whom. ``content`` has CRLF line ends and is ASCII."""

    sender: str
    recipient: str
    content: bytes


class _Refused(Exception):
    """The relay said no. ``args`` are the code and the text it gave."""


class Dialogue:
    """Hands one message to the relay and says what came of it.

    No answer is waited for longer than ``timeout`` seconds. Everything before the
    content takes at most half as long again in all, so that a relay that answers
    slowly, but always just in time, cannot outlast the lease.
    """

    def __init__(self, relay: MailRelay, *, timeout: float, name: str) -> None:
        self._relay = relay
        self._timeout = timeout
        self._name = name
        self._step = "connect"
        self._deadline = 0.0

    def deliver(self, envelope: Envelope) -> Result:
        """Send one message; never raises for what the network or the relay does."""
        self._deadline = time.monotonic() + 1.5 * self._timeout
        self._step = "connect"
        connection = None
        try:
            connection = self._connect()
            return self._hand_over(connection, envelope)
        except _Refused as error:
            return self._refusal(*error.args)
        except OSError as error:  # smtplib's, ssl's and the socket's errors are OSError
            return self._broken_off(error)
        finally:
            if connection is not None:
                _quit(connection)

    def _connect(self) -> smtplib.SMTP:
        relay = self._relay
        kind: Callable[..., smtplib.SMTP] = smtplib.SMTP
        options = {}
        if relay.use_ssl:
            kind, options = smtplib.SMTP_SSL, {"context": _tls(relay)}
        connection = kind(
            relay.host,
            relay.port,
            local_hostname=self._name,
            timeout=self._timeout,
            **options,
        )
        try:
            self._introduce(connection)
        except OSError:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: smtplib.SMTP) -> None:
        self._next(connection, "ehlo")
        connection.ehlo_or_helo_if_needed()
        if self._relay.use_tls:
            self._next(connection, "starttls")
            connection.starttls(context=_tls(self._relay))
        if self._relay.username:
            self._next(connection, "login")
            connection.login(self._relay.username, self._relay.password)

    def _hand_over(self, connection: smtplib.SMTP, envelope: Envelope) -> Result:
        self._next(connection, "mail")
        _expect(connection.mail(envelope.sender), 250)
        self._next(connection, "rcpt")
        _expect(connection.rcpt(envelope.recipient), 250, 251)
        self._next(connection, "data")
        _expect(connection.docmd("DATA"), 354)
        self._next(connection, "content")
        connection.send(_framed(envelope.content))
        code, text = _expect(connection.getreply(), 250)
        return Result(Outcome.DELIVERED, _code(code, text), text)

    def _next(self, connection: smtplib.SMTP, step: str) -> None:
        patience = self._timeout
        if step != "content":
            # Once the content is on its way it always gets its full time: cutting it
            # off would mean sending it twice.
            patience = min(patience, self._deadline - time.monotonic())
        if patience <= 0:
            raise TimeoutError("the relay answers too slowly")
        self._step = step
        _wait_at_most(patience, connection)

    def _refusal(self, code: int, text: str) -> Result:
        if 500 <= code < 600 and code not in _ABOUT_US:
            return Result(Outcome.PERMANENT, _code(code, text), text)
        return _retry(code, text)

    def _broken_off(self, error: OSError) -> Result:
        code = f"{self._step}:{type(error).__name__}"
        if self._step == "content":
            return Result(Outcome.AMBIGUOUS, code, str(error))
        if isinstance(error, smtplib.SMTPResponseException):
            return _retry(error.smtp_code, _text(error.smtp_error))
        return Result(Outcome.RETRY, code, str(error))


def _expect(reply: tuple[int, bytes], *wanted: int) -> tuple[int, str]:
    code, text = reply[0], _text(reply[1])
    if code not in wanted:
        raise _Refused(code, text)
    return code, text


def _retry(code: int, text: str) -> Result:
    return Result(Outcome.RETRY, _code(code, text), text)


def _code(code: int, text: str) -> str:
    """``550 5.1.1``: what may be stored and shown; the text may hold addresses."""
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced[1]}" if enhanced else str(code)


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _framed(content: bytes) -> bytes:
    """Return ``content`` as it goes over the wire: periods doubled, dot at the end."""
    doubled = _LINE_WITH_PERIOD.sub(b"..", content)
    end = b"" if doubled.endswith(_CRLF) else _CRLF
    return doubled + end + b"." + _CRLF


def _tls(relay: MailRelay) -> ssl.SSLContext:
    """Certificates are always verified; a client certificate comes on top."""
    context = ssl.create_default_context()
    if relay.certfile:
        context.load_cert_chain(relay.certfile, relay.keyfile)
    return context


def _wait_at_most(seconds: float, connection: smtplib.SMTP) -> None:
    if connection.sock is not None:  # gone when the relay has hung up
        connection.sock.settimeout(seconds)


def _quit(connection: smtplib.SMTP) -> None:
    try:
        _wait_at_most(_QUIT_SECONDS, connection)
        connection.quit()
    except OSError:
        # What happened to the message is decided; how we part does not matter.
        connection.close()

"""One SMTP conversation, step by step, so that it is known how far it came.

Django's backend hides whether an error came before or after the message was handed
over; that is the difference between "not sent" and "perhaps sent".
"""

import re
import smtplib
import time

from dataclasses import dataclass

from hilfe_ukraine.conf import MailRelay

from .base import Outcome, Result
from .smtp_kept import KeptLines, kept_lines
from .smtp_line import CONTENT, Clock, Line, Nonsense, Patience, open_line


_CRLF = b"\r\n"
_LINE_WITH_PERIOD = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"\A([245]\.\d{1,3}\.\d{1,3})\b")
# "Log in first" and the like: about us and our relay, not about this message.
_ABOUT_US = frozenset({530, 534, 535, 538})
# What happens here happens to every message, whatever is in it.
_BEFORE_THE_MESSAGE = frozenset({"connect", "ehlo", "starttls", "login"})
# The relay has answered MAIL on this line, so it lives. One that asks the receiver's
# own server meanwhile hangs here, for this one only.
_AT_THE_RECEIVER = frozenset({"rcpt", "data", CONTENT})


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

    Uses a line that an earlier message left, if there is one, and leaves its own to
    the next. No step takes longer than ``timeout`` seconds; see :class:`Patience`.
    """

    def __init__(
        self,
        relay: MailRelay,
        *,
        timeout: float,
        name: str,
        lines: KeptLines = kept_lines,
        clock: Clock = time.monotonic,
    ) -> None:
        self._relay = relay
        self._name = name
        self._lines = lines
        self._patience = Patience(timeout, clock)

    def deliver(self, envelope: Envelope) -> Result:
        """Send one message, once; never raises, whatever goes wrong."""
        try:
            return self._by_a_kept_line(envelope) or self._by_a_new_line(envelope)
        except Exception as error:  # noqa: BLE001 - a time limit of the worker as well
            return self._broken_off(error)

    def _by_a_kept_line(self, envelope: Envelope) -> Result | None:
        """Return nothing if it was only the line that did not serve any more.

        The relay may have closed it since it was last used, or want no more messages
        on it. It has not seen the message then, and is asked anew in the same try.
        """
        line = self._lines.take(self._relay, self._name)
        if line is None:
            return None
        line.patience = self._patience
        try:
            result = self._hand_over(line, envelope)
        except OSError as error:
            if self._patience.step == CONTENT or isinstance(error, TimeoutError):
                raise
            return None
        before = self._patience.step != CONTENT
        return None if before and result.carrier_failed else result

    def _by_a_new_line(self, envelope: Envelope) -> Result:
        self._patience.begin("connect")
        line = open_line(self._relay, self._name, self._patience)
        return self._hand_over(line, envelope)

    def _hand_over(self, line: Line, envelope: Envelope) -> Result:
        """Speak, and leave the line to the next message only if all is in order."""
        try:
            result = self._speak(line, envelope)
        except BaseException:
            line.close()
            raise
        if result.carrier_failed:
            line.close()
        else:
            self._lines.give_back(line)
        return result

    def _speak(self, line: Line, envelope: Envelope) -> Result:
        begin = self._patience.begin
        try:
            if line.needs_reset:
                begin("rset")
                _expect(line.rset(), 2)
            line.needs_reset = True
            begin("mail")
            _expect(line.mail(envelope.sender), 2)
            begin("rcpt")
            _expect(line.rcpt(envelope.recipient), 2)
            begin("data")
            _expect(line.docmd("DATA"), 3)
            begin(CONTENT)
            line.send(_framed(envelope.content))
            begin(CONTENT)
            code, text = _expect(line.getreply(), 2)
        except _Refused as error:
            return self._refusal(*error.args)
        line.needs_reset = False
        return Result(Outcome.DELIVERED, _code(code, text), text)

    def _refusal(self, code: int, text: str) -> Result:
        # MAIL names our own sender, the same in all messages.
        about_us = code in _ABOUT_US or self._patience.step in ("rset", "mail")
        if code >= 500 and not about_us:
            return Result(Outcome.PERMANENT, _code(code, text), text)
        return _retry(code, text, carrier_failed=about_us)

    def _broken_off(self, error: Exception) -> Result:
        """Return what an error means at the step where it came.

        One after the content blames the relay, too: one that hangs there would hold
        every worker for the whole timeout, and make each message a possible repeat,
        if the breaker did not open.
        """
        step = self._patience.step
        at_receiver = step in _AT_THE_RECEIVER
        if isinstance(error, smtplib.SMTPResponseException):
            code, text = error.smtp_code, _text(error.smtp_error)
            return _retry(code, text, carrier_failed=True, at_receiver=at_receiver)
        return Result(
            Outcome.AMBIGUOUS if step == CONTENT else Outcome.RETRY,
            f"{step}:{type(error).__name__}",
            str(error),
            carrier_failed=isinstance(error, OSError) or step in _BEFORE_THE_MESSAGE,
            at_receiver=at_receiver,
        )


def _expect(reply: tuple[int, bytes], kind: int) -> tuple[int, str]:
    """Return an answer of the right kind (first digit); raises what it is else."""
    code, text = reply[0], _text(reply[1])
    if code // 100 == kind:
        return code, text
    if code >= 400:
        raise _Refused(code, text)
    raise Nonsense(f"the relay answered {code} out of turn")


def _retry(
    code: int, text: str, *, carrier_failed: bool, at_receiver: bool = False
) -> Result:
    return Result(
        Outcome.RETRY,
        _code(code, text),
        text,
        carrier_failed=carrier_failed,
        at_receiver=at_receiver,
    )


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

"""Words for what servers answer, for why a message is held, and for carriers.

Codes are short and name nobody; ``delivery`` makes them. One that is not known here, as
of a channel of the host's own, is shown as it is.
"""

import re

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.models import RELAY, Delivery


_ENHANCED = re.compile(r"\b[45]\.(\d{1,3})\.(\d{1,3})\b")
_STATUS = re.compile(r"\A(\d{3})\b")
_ERROR = re.compile(r"\A([a-z_]+):(\w+)\Z")

#: Second and third number of an enhanced status code (RFC 3463).
_DETAILS: dict[tuple[int, int], Any] = {
    (1, 1): gettext_lazy("the mailbox does not exist"),
    (1, 2): gettext_lazy("the domain of the address does not exist"),
    (1, 3): gettext_lazy("the address is not written correctly"),
    (1, 6): gettext_lazy("the mailbox has moved"),
    (1, 10): gettext_lazy("the domain takes no mail"),
    (2, 1): gettext_lazy("the mailbox is switched off"),
    (2, 2): gettext_lazy("the mailbox is full"),
    (3, 4): gettext_lazy("the message is too large for the receiver"),
    (4, 1): gettext_lazy("the receiver's mail server does not answer"),
    (4, 4): gettext_lazy("no mail server was found for the address"),
    (4, 7): gettext_lazy("the receiver's mail server did not answer in time"),
    (7, 1): gettext_lazy("the receiver's mail server refuses our mail"),
}

#: Second number alone, for details that are rare.
_SUBJECTS: dict[int, Any] = {
    1: gettext_lazy("there is something wrong with the address"),
    2: gettext_lazy("there is something wrong with the mailbox"),
    3: gettext_lazy("the receiver's mail system has a problem"),
    4: gettext_lazy("the receiver's mail server cannot be reached"),
    5: gettext_lazy("the mail servers do not understand each other"),
    6: gettext_lazy("the receiver's mail server does not take such content"),
    7: gettext_lazy("the receiver's mail server refuses it for security"),
}

#: Three digits: of a mail server, or of a webhook where mail has no such code.
_STATUSES: dict[int, Any] = {
    **dict.fromkeys(
        (301, 302, 303, 307, 308),
        gettext_lazy("the receiving system points to another address"),
    ),
    400: gettext_lazy("the receiving system does not understand the message"),
    401: gettext_lazy("the receiving system does not let us in"),
    403: gettext_lazy("the receiving system does not let us in"),
    404: gettext_lazy("the receiving system knows no such address"),
    408: gettext_lazy("the receiving system was too slow"),
    410: gettext_lazy("the receiving system has gone"),
    413: gettext_lazy("the message is too large for the receiving system"),
    421: gettext_lazy("the mail server is not available at present"),
    425: gettext_lazy("the receiving system wants it later"),
    429: gettext_lazy("too many messages at once for the receiving system"),
    432: gettext_lazy("too many connections at once for the mail server"),
    450: gettext_lazy("the mailbox is not available at present"),
    451: gettext_lazy("the mail server has a problem of its own"),
    452: gettext_lazy("the mail server has no room at present"),
    500: gettext_lazy("the receiving system has a problem of its own"),
    502: gettext_lazy("the receiving system is not available at present"),
    503: gettext_lazy("the receiving system is not available at present"),
    504: gettext_lazy("the receiving system was too slow"),
    530: gettext_lazy("the mail relay wants us to log in"),
    534: gettext_lazy("the mail relay does not take our way to log in"),
    535: gettext_lazy("the mail relay does not take our password"),
    538: gettext_lazy("the mail relay wants an encrypted connection"),
    550: gettext_lazy("the mail server refuses the address"),
    551: gettext_lazy("the mailbox is not at this mail server"),
    552: gettext_lazy("the mailbox is full"),
    553: gettext_lazy("the address is not written correctly"),
    554: gettext_lazy("the mail server refuses the message"),
}

#: How far a try came when it broke off.
_STEPS: dict[str, Any] = {
    "connect": gettext_lazy("no connection to the mail relay"),
    "ehlo": gettext_lazy("the mail relay does not greet us"),
    "starttls": gettext_lazy("no encrypted connection to the mail relay"),
    "login": gettext_lazy("the mail relay does not let us log in"),
    "rset": gettext_lazy("the mail relay broke off"),
    "mail": gettext_lazy("the mail relay broke off"),
    "rcpt": gettext_lazy("the mail relay broke off"),
    "data": gettext_lazy("the mail relay broke off"),
    "content": gettext_lazy("cut off while it was sent; perhaps it arrived"),
    "backend": gettext_lazy("the site's mail system failed; perhaps it arrived"),
    "error": gettext_lazy("an error in the program; the log says more"),
}
_HOST_STEPS: dict[str, Any] = {
    "address": gettext_lazy("the address of the webhook is not allowed"),
    "trust": gettext_lazy("our list of certificate authorities cannot be read"),
    "lookup": gettext_lazy("the host of the webhook was not found"),
    "connect": gettext_lazy("no connection to the receiving system"),
    "tls": gettext_lazy("no encrypted connection to the receiving system"),
    "write": gettext_lazy("the receiving system broke off"),
    "answer": gettext_lazy("the receiving system broke off; perhaps it arrived"),
}

#: Our own codes.
_OWN: dict[str, Any] = {
    "": gettext_lazy("no answer is known"),
    "lease": gettext_lazy("too little time was left; it is tried again"),
    "poison": gettext_lazy("every try ended the program that sends"),
    "not_encrypted": gettext_lazy("no encrypted connection to the mail relay"),
    "no_address": gettext_lazy("there is no address to send it to"),
    "bad_address": gettext_lazy("the address is not written correctly"),
    "control_character": gettext_lazy("there are signs in it that no mail may hold"),
    "no_referral": gettext_lazy("there is no body that it is for"),
    "no_offer": gettext_lazy("there is no offer that it is about"),
    "no_body": gettext_lazy("there is no body that it is about"),
    "erased": gettext_lazy("the offer was erased meanwhile"),
    "ended": gettext_lazy("nobody needs it any more"),
    "not_for_webhooks": gettext_lazy("such a message does not go by webhook"),
    "no_webhook": gettext_lazy("the body has no webhook any more"),
    "untested": gettext_lazy("the webhook of the body was not tested yet"),
    "gone": gettext_lazy("the receiving system has gone"),
}

_HELD: dict[str, Any] = {
    Delivery.HeldReasons.SUSPECT.value: gettext_lazy(
        "held, since the address of the body is in doubt"
    ),
    Delivery.HeldReasons.GONE.value: gettext_lazy(
        "held, since the receiver says that it is there no more"
    ),
    Delivery.HeldReasons.BY_HAND.value: gettext_lazy("held back by hand"),
}


def answer_in_words(code: str, carrier: str = RELAY) -> str:
    """Return words with the code behind them, or the code alone where none fit."""
    words = _words_for(code, carrier)
    if words is None:
        return code
    return _("%(words)s (%(code)s)") % {"words": words, "code": code} if code else words


def _words_for(code: str, carrier: str) -> str | None:
    if code in _OWN:
        return str(_OWN[code])
    if enhanced := _ENHANCED.search(code):
        subject, detail = int(enhanced[1]), int(enhanced[2])
        words = _DETAILS.get((subject, detail)) or _SUBJECTS.get(subject)
        if words:
            return str(words)
    if status := _STATUS.match(code):
        words = _STATUSES.get(int(status[1]))
    elif error := _ERROR.match(code):
        steps = _STEPS if carrier == RELAY else {**_STEPS, **_HOST_STEPS}
        words = steps.get(error[1])
    else:
        words = None
    return str(words) if words else None


def held_in_words(reason: str) -> str:
    """Return why a message is held; reasons of a later version as they are."""
    return str(_HELD.get(reason, reason))


def channel_in_words(channel: str) -> str:
    """Return what a channel is called; one that is not registered here as it is."""
    return str(dict(channels.choices()).get(channel, channel))


def carrier_in_words(carrier: str) -> str:
    """Return what a carrier is called: the mail relay, or a host of webhooks."""
    if carrier == RELAY:
        return _("mail relay")
    return carrier.removeprefix("host:")

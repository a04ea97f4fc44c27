"""When a mail to a body holds the offer itself, and not only the link to it."""

from dataclasses import dataclass

from .bodies import PUBLIC_BODIES


#: The messages that say what is offered; all others need no more than a link.
_KINDS = frozenset({"forward", "changed"})


@dataclass(frozen=True, kw_only=True)
class BodyMail:
    """A mail to a body about one offer, before it is written.

    ``body_kinds`` are that of the body and, for a desk, of the body it belongs to.
    ``reason`` is why this body needs more than a link; ``is_readable`` says that
    ``may_be_read`` lets it see what is personal.
    """

    kind: str
    body_kinds: tuple[str, ...]
    reason: str
    address_is_confirmed: bool
    is_readable: bool


def may_hold_content(mail: BodyMail) -> bool:
    """Whether contact and entries may stand in it; everything must speak for it.

    Where the site lets mails hold them at all, the body is public and has a reason,
    and the message is one that says what is offered. A link to a wrong address can be
    ended and a mail cannot be called back, so the address must be confirmed as well.
    """
    return (
        mail.kind in _KINDS
        and bool(mail.body_kinds)
        and PUBLIC_BODIES.issuperset(mail.body_kinds)
        and bool(mail.reason.strip())
        and mail.address_is_confirmed
        and mail.is_readable
    )

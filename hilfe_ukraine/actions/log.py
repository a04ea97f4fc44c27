"""What is written into Wagtail's log: codes and ids, nothing personal."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext, log


SEND_AGAIN = "hilfe_ukraine.send_again"
HOLD = "hilfe_ukraine.hold"
MARK_HANDLED = "hilfe_ukraine.mark_handled"
LINK_OPENED = "hilfe_ukraine.link_opened"
CONTENT_BY_MAIL = "hilfe_ukraine.content_by_mail"
ANSWERED = "hilfe_ukraine.answered"
CONFIRMED = "hilfe_ukraine.confirmed"
ROUTE_AGAIN = "hilfe_ukraine.route_again"
ERASED = "hilfe_ukraine.erased"
RESTRICTED = "hilfe_ukraine.restricted"
LIFTED = "hilfe_ukraine.restriction_lifted"
RESTORED = "hilfe_ukraine.restored"
WEBHOOK_SET = "hilfe_ukraine.webhook_set"
WEBHOOK_TESTED = "hilfe_ukraine.webhook_tested"
WEBHOOK_SECRET = "hilfe_ukraine.webhook_secret"  # noqa: S105 - the name of an action
WEBHOOK_REMOVED = "hilfe_ukraine.webhook_removed"
WEBHOOK_ACTIVE = "hilfe_ukraine.webhook_active"
WEBHOOK_GONE = "hilfe_ukraine.webhook_gone"
FELL_BACK = "hilfe_ukraine.fell_back"
BOUNCED = "hilfe_ukraine.bounced"
ADDRESS_DOUBTED = "hilfe_ukraine.address_doubted"
ADDRESS_RIGHT = "hilfe_ukraine.address_right"
PASSED_ON = "hilfe_ukraine.passed_on"
BODY_CHANGED = "hilfe_ukraine.body_changed"
BODY_REPLACED = "hilfe_ukraine.body_replaced"
ADDRESS_TESTED = "hilfe_ukraine.address_tested"
ADDRESS_CONFIRMED = "hilfe_ukraine.address_confirmed"
STOP_SENDING = "hilfe_ukraine.stop_sending"
RESUME_SENDING = "hilfe_ukraine.resume_sending"
PUBLISHED_AS_SET = "hilfe_ukraine.published_as_set"
SET_REVERTED = "hilfe_ukraine.set_reverted"

CHANGED = "hilfe_ukraine.changed"
NEW_ADDRESS = "hilfe_ukraine.new_address"
NEW_ADDRESS_OPENED = "hilfe_ukraine.new_address_opened"
PAUSED = "hilfe_ukraine.paused"
UNPAUSED = "hilfe_ukraine.unpaused"
EXTENDED = "hilfe_ukraine.extended"
WITHDRAWN = "hilfe_ukraine.withdrawn"
EXPIRED = "hilfe_ukraine.expired"
MANAGE_OPENED = "hilfe_ukraine.manage_opened"

#: Action to label and message; ``wagtail_hooks`` registers them, and Wagtail refuses
#: to log what is not registered.
LOG_ACTIONS: dict[str, tuple[Any, Any]] = {
    SEND_AGAIN: (_("Send again"), _("Message set to be sent again")),
    HOLD: (_("Hold back"), _("Message held back by hand")),
    MARK_HANDLED: (_("Mark as handled"), _("Message handled by hand")),
    LINK_OPENED: (_("Open link"), _("Link of a body opened")),
    CONTENT_BY_MAIL: (
        _("Send in full"),
        _("Began to send the offer in full by e-mail"),
    ),
    ANSWERED: (_("Answer"), _("Answer of a body noted")),
    CONFIRMED: (_("Confirm"), _("Offer confirmed by the helper")),
    CHANGED: (_("Correct"), _("Offer corrected by the helper")),
    NEW_ADDRESS: (_("New address"), _("New e-mail address confirmed by the helper")),
    NEW_ADDRESS_OPENED: (
        _("Open link of new address"),
        _("Link in the letter to a new e-mail address opened"),
    ),
    PAUSED: (_("Pause offer"), _("Offer paused by the helper")),
    UNPAUSED: (_("End pause"), _("Pause ended by the helper")),
    EXTENDED: (_("Extend"), _("Helper says that the offer is still valid")),
    WITHDRAWN: (_("Withdraw"), _("Offer withdrawn by the helper")),
    EXPIRED: (_("Expire"), _("Offer expired")),
    MANAGE_OPENED: (_("Open personal link"), _("Personal link of the helper opened")),
    ROUTE_AGAIN: (_("Route again"), _("Offer routed again by hand")),
    ERASED: (_("Erase"), _("Personal data erased")),
    RESTRICTED: (_("Restrict use"), _("Use of the offer restricted")),
    LIFTED: (_("Lift restriction"), _("Restriction of the use lifted")),
    RESTORED: (_("Restore"), _("Messages flagged after a restore from backup")),
    WEBHOOK_SET: (_("Set webhook"), _("Address of the webhook set")),
    WEBHOOK_TESTED: (_("Test webhook"), _("Test of the webhook sent")),
    WEBHOOK_SECRET: (_("New secret"), _("New secret of the webhook made")),
    WEBHOOK_REMOVED: (_("Remove webhook"), _("Webhook removed")),
    WEBHOOK_ACTIVE: (_("Webhook in use"), _("Test of the webhook succeeded")),
    WEBHOOK_GONE: (_("Webhook gone"), _("The receiver says the webhook is gone")),
    FELL_BACK: (_("Sent by e-mail"), _("Offer goes by e-mail, the webhook fails")),
    BOUNCED: (_("Bounce"), _("Message came back")),
    ADDRESS_DOUBTED: (_("Doubt address"), _("Address in doubt: mail came back")),
    ADDRESS_RIGHT: (_("Trust address"), _("Address is right again")),
    PASSED_ON: (_("Pass on"), _("Offer passed on: the body cannot be reached")),
    BODY_CHANGED: (_("Change body"), _("Changed, with a note that says why")),
    BODY_REPLACED: (_("Replace body"), _("Another body named in its place")),
    ADDRESS_TESTED: (_("Test address"), _("Test message to the address sent")),
    ADDRESS_CONFIRMED: (
        _("Confirm address"),
        _("Address confirmed by the link in a test message"),
    ),
    STOP_SENDING: (_("Stop sending"), _("All sending stopped")),
    RESUME_SENDING: (_("Resume sending"), _("Sending resumed")),
    PUBLISHED_AS_SET: (_("Publish as a set"), _("Published with others as one set")),
    SET_REVERTED: (_("Revert a set"), _("Went back with the set it was part of")),
}


def on_its_own(user: Any) -> LogContext:
    """Return a context in which Wagtail's own entries are about one object.

    Wagtail's history shows one entry of each action and request, whatever it is about:
    of thirteen regions published at once, twelve would not tell of it.
    """
    return LogContext(user=user)


def log_action(
    instance: models.Model, action: str, user: Any = None, **ids: object
) -> None:
    """Note that ``action`` happened to ``instance``; ``user`` is ``None`` for links.

    What belongs to an offer is logged at the offer, so that its story is read with
    one statement; ``ids`` name the referral or delivery, and are stored as text.
    """
    data = {name: str(value) for name, value in ids.items()}
    # On its own for the same reason as :func:`on_its_own`.
    log(instance=instance, action=action, user=user, uuid=uuid4(), data=data)

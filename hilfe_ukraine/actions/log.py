"""What is written into Wagtail's log: codes and ids, nothing personal."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log


SEND_AGAIN = "hilfe_ukraine.send_again"
MARK_HANDLED = "hilfe_ukraine.mark_handled"
LINK_OPENED = "hilfe_ukraine.link_opened"
ANSWERED = "hilfe_ukraine.answered"
CONFIRMED = "hilfe_ukraine.confirmed"
ROUTE_AGAIN = "hilfe_ukraine.route_again"
STOP_SENDING = "hilfe_ukraine.stop_sending"
RESUME_SENDING = "hilfe_ukraine.resume_sending"

#: Action to label and message; ``wagtail_hooks`` registers them, and Wagtail refuses
#: to log what is not registered.
LOG_ACTIONS: dict[str, tuple[Any, Any]] = {
    SEND_AGAIN: (_("Send again"), _("Message set to be sent again")),
    MARK_HANDLED: (_("Mark as handled"), _("Message handled by hand")),
    LINK_OPENED: (_("Open link"), _("Link of a body opened")),
    ANSWERED: (_("Answer"), _("Answer of a body noted")),
    CONFIRMED: (_("Confirm"), _("Offer confirmed by the helper")),
    ROUTE_AGAIN: (_("Route again"), _("Offer routed again by hand")),
    STOP_SENDING: (_("Stop sending"), _("All sending stopped")),
    RESUME_SENDING: (_("Resume sending"), _("Sending resumed")),
}


def log_action(
    instance: models.Model, action: str, user: Any = None, **ids: object
) -> None:
    """Note that ``action`` happened to ``instance``; ``user`` is ``None`` for links.

    What belongs to an offer is logged at the offer, so that its story is read with
    one statement; ``ids`` name the referral or delivery, and are stored as text.
    """
    data = {name: str(value) for name, value in ids.items()}
    log(instance=instance, action=action, user=user, data=data)

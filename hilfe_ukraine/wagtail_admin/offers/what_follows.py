"""What comes next for an offer that was routed or a message that waits, in words."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hilfe_ukraine.delivery.resting import rests_until
from hilfe_ukraine.models import Decision, Delivery, ResponsibleBody


def after_routing(decision: Decision) -> str:
    """Return who has the offer now that it was routed again, or that it waits."""
    if decision.outcome == Decision.Outcomes.FORWARD:
        bodies = ResponsibleBody.objects.filter(key__in=decision.body_keys)
        names = dict(bodies.values_list("key", "name"))
        words = {"bodies": ", ".join(names[key] for key in decision.body_keys)}
        return _("The offer was routed again and goes to: %(bodies)s.") % words
    if decision.outcome == Decision.Outcomes.KEEP:
        return _("The offer was routed again: it is kept until it is needed.")
    return _("The offer was routed again: no rule names a body, so it goes on waiting.")


def why_it_rests(delivery: Delivery, now: datetime) -> str:
    """Return why a message waits with its offer, or nothing if it may go at ``now``."""
    offer = delivery.offer
    until = rests_until(delivery, now)
    if offer is None or until is None:
        return ""
    if offer.restricted_at:
        return _(
            "The use of the offer is restricted; the message goes when that is lifted."
        )
    # In the portal's time, as it is told; not in that of whoever looks.
    words = {"day": date_format(until.date())}
    return _("The offer is paused; the message goes on %(day)s.") % words

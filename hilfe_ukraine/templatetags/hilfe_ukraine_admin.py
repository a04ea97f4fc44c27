"""Tags of the admin templates."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.sending.stuck import stop_notice
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.offers.log_rows import log_rows
from hilfe_ukraine.wagtail_admin.offers.what_follows import why_it_rests
from hilfe_ukraine.wagtail_admin.permissions import STOP, VIEW_DELIVERIES
from hilfe_ukraine.wagtail_admin.routing.rule_warnings import warnings_of
from hilfe_ukraine.wagtail_admin.routing.rule_words import rules_in_words


register = template.Library()

register.simple_tag(rules_in_words)
register.simple_tag(warnings_of, name="rule_warnings")
register.simple_tag(story_url)
register.filter(answer_in_words)
register.filter(log_rows)

_ASK = object()


@register.filter
def rests(delivery: Delivery) -> str:
    """Return why a message waits with its offer at present, or nothing."""
    return why_it_rests(delivery, timezone.now())


@register.inclusion_tag(
    "hilfe_ukraine/admin/stopped.html", takes_context=True, name="stop_notice"
)
def show_stop(context: Any, stopped: Any = _ASK) -> dict[str, Any]:
    """Say that everything is stopped, to those who watch or may stop; else nothing.

    Those who may stop get a link to where it ends, unless they are there. One
    statement, unless the page knows already and gives ``stopped``.
    """
    user, url = context["request"].user, reverse("hilfe_stuck:resume")
    may_stop = user.has_perm(STOP)
    if not (may_stop or user.has_perm(VIEW_DELIVERIES)):
        return {"stopped": None}
    found = stop_notice() if stopped is _ASK else stopped
    may_go = may_stop and context["request"].path != url
    return {"stopped": found, "resume_url": url if may_go else ""}

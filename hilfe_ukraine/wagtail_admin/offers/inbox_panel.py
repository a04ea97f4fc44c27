"""On Wagtail's start page: how many offers wait for an answer of the user's bodies."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from hilfe_ukraine.models import BodyMember, Referral
from hilfe_ukraine.wagtail_admin.permissions import HANDLE_REFERRALS


class InboxPanel(Component):
    """The number, with the way to the list; ``number`` may be 0."""

    name = "hilfe_inbox"
    order = 5
    template_name = "hilfe_ukraine/admin/inbox_panel.html"

    def __init__(self, number: int) -> None:
        self.number = number

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"number": self.number, "url": reverse("hilfe_inbox:index")}


def add_inbox_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Put the panel on top, for those who work for a body."""
    user: Any = request.user
    if not user.has_perm(HANDLE_REFERRALS):
        return
    waiting = Referral.objects.of_own_bodies(user).filter(state=Referral.States.OPEN)
    number = waiting.count()
    if number or BodyMember.objects.filter(user=user).exists():
        panels.insert(0, InboxPanel(number))

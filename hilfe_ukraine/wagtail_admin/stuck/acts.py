"""What is done from the report: send a selection again, stop and resume everything."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hilfe_ukraine.actions.sending.send_again import send_many_again
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.resting import rests_until
from hilfe_ukraine.wagtail_admin.asking import AskingPage
from hilfe_ukraine.wagtail_admin.permissions import ACT, STOP, VIEW_DELIVERIES

from .selection import SelectionView
from .views import MessageFilterSet, crumbs


class SendManyView(SelectionView):
    """Messages are sent again, each by the way that is right for it now."""

    permission_required = (ACT, VIEW_DELIVERIES)
    page_title = gettext_lazy("Send again")
    header_icon = "resubmit"
    template_name = "hilfe_ukraine/admin/send_many.html"
    nothing = gettext_lazy("Nothing is selected that could be sent.")
    button = gettext_lazy("Yes, send again")
    filterset_class = MessageFilterSet
    related = ("offer",)

    def act(self) -> None:
        done = send_many_again(self.chosen, user=self.request.user, now=shared_now())
        words = ngettext(
            "%d message will be sent again.",
            "%d messages will be sent again.",
            done.number,
        )
        if done.number:
            messages.success(self.request, words % done.number)
        if done.refused:
            words = ngettext(
                "%d message has changed meanwhile and was left as it is.",
                "%d messages have changed meanwhile and were left as they are.",
                done.refused,
            )
            messages.warning(self.request, words % done.refused)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        resting = len([row for row in self.chosen if rests_until(row, now)])
        return super().get_context_data(resting=resting, **kwargs)


class ReasonForm(forms.Form):
    """Why everything is stopped."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "Everybody who watches over the messages reads it. Please name nobody."
        ),
    )


class _SwitchView(AskingPage):
    permission_required = STOP

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(self.breadcrumbs_items, self.page_title)

    @property
    def back_url(self) -> str:
        """The report; for who may not see it, the start page of the admin."""
        watches = self.request.user.has_perm(VIEW_DELIVERIES)
        return reverse("hilfe_stuck:index" if watches else "wagtailadmin_home")


class StopView(_SwitchView):
    page_title = gettext_lazy("Stop all sending")
    header_icon = "warning"
    form_class = ReasonForm
    question = gettext_lazy(
        "No message leaves any more, neither to bodies nor to helpers, until somebody "
        "lets them go on. Offers are still taken, and nothing is lost."
    )
    button = gettext_lazy("Yes, stop all sending")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        user = self.request.user
        if stop_sending(user=user, reason=reason, now=shared_now()):
            messages.success(self.request, _("All sending is stopped."))
        else:
            messages.warning(self.request, _("It was stopped already."))
        return redirect(self.back_url)


class ResumeView(_SwitchView):
    page_title = gettext_lazy("Resume sending")
    header_icon = "resubmit"
    question = gettext_lazy(
        "Everything that has waited leaves now, no faster than the receivers can take."
    )
    button = gettext_lazy("Yes, resume sending")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if resume_sending(user=self.request.user, now=shared_now()):
            messages.success(self.request, _("Sending goes on."))
        else:
            messages.warning(self.request, _("It was not stopped."))
        return redirect(self.back_url)

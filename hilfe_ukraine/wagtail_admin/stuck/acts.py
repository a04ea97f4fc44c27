"""What is done from the report: send a selection again, stop and resume everything."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.sending.send_again import send_many_again
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.wagtail_admin.permissions import ACT, STOP, VIEW_DELIVERIES
from hilfe_ukraine.wagtail_admin.ticked import AT_ONCE, uuids_in

from .views import ForWatchers, MessageFilterSet, crumbs, list_url, visible_rows


class SendManyView(ForWatchers, WagtailAdminTemplateMixin, View):
    """The first POST asks, the second one does it for exactly what was shown."""

    http_method_names = ["get", "post"]
    work_list: Any = None
    page_title = gettext_lazy("Send again")
    header_icon = "resubmit"
    template_name = "hilfe_ukraine/admin/send_many.html"
    nothing: Any = gettext_lazy("Nothing is selected that could be sent.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perms([ACT, VIEW_DELIVERIES]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(list_url(self.work_list))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.chosen:
            messages.warning(request, str(self.nothing))
        elif "confirmed" in request.POST:
            self.act()
        else:
            return self.render_to_response(self.get_context_data())
        return redirect(list_url(self.work_list))

    @cached_property
    def chosen(self) -> list[Any]:
        """Rows of this list that are ticked, or all that the filters show."""
        rows = visible_rows(self.work_list, self.request.user, timezone.now())
        if self.request.POST.get("which") == "all":
            filters = MessageFilterSet(self.request.GET, rows, request=self.request)
            rows = filters.qs if filters.is_valid() else rows.none()
        else:
            rows = rows.filter(uuid__in=uuids_in(self.request.POST.getlist("uuid")))
        rows = rows.select_related("offer").defer("offer__contact", "offer__entries")
        return list(rows.order_by(self.work_list.column, "pk")[:AT_ONCE])

    def act(self) -> None:
        """Do it for :attr:`chosen`, and say what was done."""
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

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(self.breadcrumbs_items, self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            chosen=self.chosen,
            back_url=list_url(self.work_list),
            is_capped=len(self.chosen) == AT_ONCE,
            **kwargs,
        )


class ReasonForm(forms.Form):
    """Why everything is stopped."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "Everybody who watches over the messages reads it. Please name nobody."
        ),
    )


class _SwitchView(WagtailAdminTemplateMixin, FormView):
    """Asks by GET, acts by POST."""

    template_name = "hilfe_ukraine/admin/act.html"
    question: Any = ""
    button: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(STOP):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(self.breadcrumbs_items, self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(view=self, back_url=self._back(), **kwargs)

    def _back(self) -> str:
        """The report; for who may not see it, the start page of the admin."""
        watches = self.request.user.has_perm(VIEW_DELIVERIES)
        return crumbs([])[0]["url"] if watches else self.breadcrumbs_items[0]["url"]


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
        return redirect(self._back())


class ResumeView(_SwitchView):
    page_title = gettext_lazy("Resume sending")
    header_icon = "resubmit"
    form_class = forms.Form
    question = gettext_lazy(
        "Everything that has waited leaves now, no faster than the receivers can take."
    )
    button = gettext_lazy("Yes, resume sending")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if resume_sending(user=self.request.user, now=shared_now()):
            messages.success(self.request, _("Sending goes on."))
        else:
            messages.warning(self.request, _("It was not stopped."))
        return redirect(self._back())

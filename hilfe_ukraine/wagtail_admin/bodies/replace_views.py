"""Retiring a body: where it stands, and which other body is named there instead."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminAutoHeightTextInput

from hilfe_ukraine.actions.routing.body_uses import Uses, uses_of_body
from hilfe_ukraine.actions.routing.replace_body import Replaced, retire_body
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import RegionRouting, ResponsibleBody, stuck
from hilfe_ukraine.wagtail_admin.permissions import ACT, ROUTING_POLICY, VIEW_OFFERS
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .one_body import OneBodyView


class ReplacementForm(forms.Form):
    """Who takes its place, and why."""

    by = forms.ModelChoiceField(
        label=gettext_lazy("Name this body in its place"),
        queryset=ResponsibleBody.objects.none(),
        empty_label=gettext_lazy("Please choose"),
        error_messages={
            "required": gettext_lazy("Choose the body that takes its place."),
            "invalid_choice": gettext_lazy("Choose a body that takes offers."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Why is it retired?"),
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        error_messages={"required": gettext_lazy("Write why: who said so, and when.")},
        help_text=gettext_lazy(
            "Who said so, and when? It stands in the history of the body, encrypted."
        ),
    )

    pass_on = forms.BooleanField(
        label=gettext_lazy("Pass the open offers on to the other body"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Each is decided again by what is published then, so that one may go to "
            "somebody else. What is not passed on stands under “What is stuck”."
        ),
    )
    field_order = ("by", "pass_on", "note")

    def __init__(self, *args: Any, body: ResponsibleBody, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ResponsibleBody.objects.filter(parent=None).exclude(pk=body.pk)
        retired = ResponsibleBody.ContactStates.RETIRED
        field: Any = self.fields["by"]
        field.queryset = rows.exclude(contact_state=retired)


class ReplaceView(OneBodyView):
    """GET shows what names the body and asks; POST does it, all or nothing."""

    form_class = ReplacementForm
    template_name = "hilfe_ukraine/admin/replace_body.html"
    page_title = gettext_lazy("Retire")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "body": self.body}

    def get_form(self, form_class: Any = None) -> forms.Form:
        form = super().get_form(form_class)
        may_pass_on = self.request.user.has_perms([ACT, VIEW_OFFERS])
        if not (self.number_open and may_pass_on):
            del form.fields["pass_on"]
        if not self.uses:
            # Nothing names it, so nothing needs another name.
            form.fields["by"].required = False
            if "pass_on" not in form.fields:
                form.fields["by"].widget = forms.HiddenInput()
        return form

    @cached_property
    def number_open(self) -> int:
        """How many offers the body has not answered."""
        return stuck.open_referrals().filter(body=self.body).count()

    @cached_property
    def uses(self) -> Uses:
        return uses_of_body(self.body, user=self.request.user, may=self._may)

    def _may(self, action: str, routing: RegionRouting) -> bool:
        user = self.request.user
        return ROUTING_POLICY.user_has_permission_for_instance(user, action, routing)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = retire_body(
                body=self.body,
                by=form.cleaned_data["by"],
                note=form.cleaned_data["note"],
                user=self.request.user,
                may=self._may,
                now=shared_now(),
                pass_on=form.cleaned_data.get("pass_on", False),
            )
        except ForbiddenTransition:
            form.add_error("by", _("This body takes no offers any more."))
            return self.form_invalid(form)
        self._tell(done)
        return redirect(self.back_url)

    def _tell(self, done: Replaced) -> None:
        words = _("“%(name)s” is retired.") % {"name": self.body}
        counts = []
        if done.published:
            told = ngettext(
                "%d region is published with the other body.",
                "%d regions are published with the other body.",
                done.published,
            )
            counts.append(told % done.published)
        if done.drafts:
            told = ngettext(
                "%d draft names the other body.",
                "%d drafts name the other body.",
                done.drafts,
            )
            counts.append(told % done.drafts)
        if done.passed_on:
            told = ngettext(
                "%d offer was passed on.", "%d offers were passed on.", done.passed_on
            )
            counts.append(told % done.passed_on)
        messages.success(self.request, " ".join([words, *counts]))
        if done.left_open:
            words = ngettext(
                "%d open offer is still with this body. It stands under “What is "
                "stuck” until somebody passes it on.",
                "%d open offers are still with this body. They stand under “What is "
                "stuck” until somebody passes them on.",
                done.left_open,
            )
            messages.warning(self.request, words % done.left_open)
        if done.remaining:
            names = ", ".join(str(use.routing) for use in done.remaining)
            words = _(
                "These regions still name it: %(names)s. Their offers go to the other "
                "body, which is its deputy now."
            )
            messages.warning(self.request, words % {"names": names})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            body=self.body,
            uses=self.uses,
            number_open=self.number_open,
            routings=[
                (use, routing_url("edit", use.routing.pk)) for use in self.uses.routings
            ],
            pages=[(page, _page_url(page)) for page in self.uses.pages],
            **kwargs,
        )


def _page_url(page: Any) -> str:
    try:
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    except NoReverseMatch:
        return ""

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
from hilfe_ukraine.models import RegionRouting, ResponsibleBody
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY
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
        if not self.uses:
            # Nothing names it, so nothing needs another name.
            form.fields["by"].required = False
            form.fields["by"].widget = forms.HiddenInput()
        return form

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
        messages.success(self.request, " ".join([words, *counts]))
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

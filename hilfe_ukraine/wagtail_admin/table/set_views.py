"""Taking back a set: asked by GET, done by POST."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.routing.revert_set import revert_set

from .rights import may_change_all, may_use_tables, not_deletable, visible_sets
from .sheet import names_of, refused_in_words, set_in_words
from .views import TablePage


class RevertView(TablePage, FormView):
    """Names what would go back; only for those who may change all of it."""

    form_class = forms.Form
    template_name = "hilfe_ukraine/admin/table_revert.html"
    page_title = gettext_lazy("Take back a set")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_use_tables(request.user):
            raise PermissionDenied
        rows = visible_sets(request.user)
        self.object = get_object_or_404(rows, uuid=kwargs["uuid"])
        parts = self.object.items.all()
        if not may_change_all(request.user, parts):
            raise PermissionDenied
        kept = not_deletable(request.user, parts)
        if kept:
            messages.error(request, _kept_in_words(kept))
            return redirect("hilfe_table:index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            revert_set(
                routing_set=self.object, user=self.request.user, now=timezone.now()
            )
        except SetRefused as error:
            messages.error(self.request, _("Nothing was taken back."))
            for line in refused_in_words(error):
                messages.error(self.request, line)
            return redirect(self.request.path)
        messages.success(self.request, _("What was published before is back."))
        return redirect("hilfe_table:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = self.object.items.all()
        names = names_of(item.key for item in parts)
        items = [(names.get(item.key, item.key), item) for item in parts]
        return super().get_context_data(
            routing_set=self.object,
            words=set_in_words(self.object),
            items=items,
            back_url=reverse("hilfe_table:index"),
            **kwargs,
        )


def _kept_in_words(keys: list[str]) -> str:
    """Say why the routings of these regions, which the set has made, stay."""
    names = names_of(keys)
    words = _(
        "Nothing was taken back: the set has made the routing of %(regions)s, so "
        "taking it back deletes that again, and you may not delete routing. Please "
        "ask somebody who may."
    )
    return words % {"regions": ", ".join(names.get(key, key) for key in keys)}

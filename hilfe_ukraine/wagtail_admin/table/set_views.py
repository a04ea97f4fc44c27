"""Taking back a set: asked by GET, done by POST."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.routing.revert_set import revert_set
from hilfe_ukraine.models import RoutingSet, RoutingSetItem

from .rights import may_change_all, not_deletable, visible_sets
from .sheet import names_of, refused_in_words, set_in_words
from .views import TablePage


class RevertView(TablePage, FormView):
    """Names what would go back; only for those who may change all of it."""

    form_class = forms.Form
    template_name = "hilfe_ukraine/admin/table_revert.html"
    page_title = gettext_lazy("Take back a set")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.has_permission() and (kept := not_deletable(request.user, self.parts)):
            messages.error(request, _kept_in_words(kept))
            return redirect("hilfe_table:index")
        return super().dispatch(request, *args, **kwargs)

    def has_permission(self) -> bool:
        user = self.request.user
        return super().has_permission() and may_change_all(user, self.parts)

    @cached_property
    def routing_set(self) -> RoutingSet:
        """What is taken back, or 404 if it is out of the user's reach."""
        rows = visible_sets(self.request.user)
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def parts(self) -> Collection[RoutingSetItem]:
        return self.routing_set.items.all()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            revert_set(
                routing_set=self.routing_set,
                user=self.request.user,
                now=timezone.now(),
            )
        except SetRefused as error:
            messages.error(self.request, _("Nothing was taken back."))
            for line in refused_in_words(error):
                messages.error(self.request, line)
            return redirect(self.request.path)
        messages.success(self.request, _("What was published before is back."))
        return redirect("hilfe_table:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = names_of(item.key for item in self.parts)
        items = [(names.get(item.key, item.key), item) for item in self.parts]
        return super().get_context_data(
            routing_set=self.routing_set,
            words=set_in_words(self.routing_set),
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

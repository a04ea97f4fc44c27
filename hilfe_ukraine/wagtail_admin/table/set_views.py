"""Taking back a set: asked by GET, done by POST."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.routing.revert_set import revert_set
from hilfe_ukraine.models import ResponsibleBody, RoutingSet, RoutingSetItem
from hilfe_ukraine.wagtail_admin.body_urls import bodies_url, body_url

from .rights import may_change_all, may_change_bodies, not_deletable, visible_sets
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
        self._tell()
        return redirect("hilfe_table:index")

    def _tell(self) -> None:
        words, buttons = _("What was published before is back."), []
        number = len(self.new_bodies)
        if number:
            told = ngettext(
                "%d new body stays; no rule of the set names it any more.",
                "%d new bodies stay; no rule of the set names them any more.",
                number,
            )
            words = f"{words} {told % number}"
            if may_change_bodies(self.request.user):
                buttons = [messages.button(bodies_url(), _("To the bodies"))]
        messages.success(self.request, words, buttons=buttons)

    @cached_property
    def new_bodies(self) -> list[ResponsibleBody]:
        """Those that the set added, and nobody has deleted since."""
        keys = [item.key for item in self.parts if _is_new_body(item)]
        return list(ResponsibleBody.objects.filter(key__in=keys).order_by("name"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = names_of(item.key for item in self.parts)
        changed = [item for item in self.parts if not _is_new_body(item)]
        named = [(names.get(item.key, item.key), item) for item in changed]
        bodies = [(body, body_url(body)) for body in self.new_bodies]
        return super().get_context_data(
            routing_set=self.routing_set,
            words=set_in_words(self.routing_set),
            regions=[(name, item) for name, item in named if not item.is_body],
            changed_bodies=[name for name, item in named if item.is_body],
            new_bodies=bodies,
            sees_bodies=may_change_bodies(self.request.user),
            back_url=reverse("hilfe_table:index"),
            **kwargs,
        )


def _is_new_body(item: RoutingSetItem) -> bool:
    """Whether the set added a body; ``item`` as ``visible_sets`` loads it."""
    return item.is_body and item.is_new  # type: ignore[attr-defined]


def _kept_in_words(keys: list[str]) -> str:
    """Say why the routings of these regions, which the set has made, stay."""
    names = names_of(keys)
    words = _(
        "Nothing was taken back: the set has made the routing of %(regions)s, so "
        "taking it back deletes that again, and you may not delete routing. Please "
        "ask somebody who may."
    )
    return words % {"regions": ", ".join(names.get(key, key) for key in keys)}

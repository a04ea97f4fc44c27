"""Copying rules to other regions: asked by GET, done by POST, drafts come of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.routing.copy_rules import Copied, copy_rules
from hilfe_ukraine.models import RegionRouting
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .copy_forms import REPLACE, CopyForm, allowed_regions, regions_to_show
from .rule_words import rules_in_words


class CopyRulesView(WagtailAdminTemplateMixin, FormView):
    """Reach of the user over the source is checked before; the form checks targets."""

    model = RegionRouting
    any_permission_required = ["add", "change"]
    form_class = CopyForm
    template_name = "hilfe_ukraine/admin/copy_rules.html"
    header_icon = "copy"
    page_title: Any = gettext_lazy("Copy rules to other regions")

    @cached_property
    def routing(self) -> RegionRouting:
        """The routing as its form shows it, newer draft included."""
        rows = RegionRouting.objects.select_related("region", "latest_revision")
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        return row.get_latest_revision_as_object()

    @property
    def query(self) -> str:
        """Words that the regions on offer were searched for."""
        return self.request.GET.get("q", "").strip()[:100]

    def get_form_kwargs(self) -> dict[str, Any]:
        allowed = allowed_regions(self.routing, self.request.user)
        ticked = self.request.POST.getlist("targets")
        return {
            **super().get_form_kwargs(),
            "rules": list(self.routing.rules.all()),
            "allowed": allowed,
            "shown": regions_to_show(allowed, self.routing, self.query, ticked),
        }

    def form_valid(self, form: CopyForm) -> HttpResponse:
        done = copy_rules(
            rules=form.chosen_rules,
            targets=form.cleaned_data["targets"],
            replace=form.cleaned_data["way"] == REPLACE,
            user=self.request.user,
        )
        self._tell(done)
        return HttpResponseRedirect(routing_url("list"))

    def _tell(self, done: list[Copied]) -> None:
        drafts = [
            (routing_url("edit", one.routing.pk), one.region)
            for one in done
            if one.routing
        ]
        if drafts:
            count = len(drafts)
            links = format_html_join(", ", '<a href="{}">{}</a>', drafts)
            said = ngettext(
                "Copied as a draft. Nothing changes until it is published:",
                "Copied as drafts. Nothing changes until they are published:",
                count,
            )
            messages.success(self.request, format_html("{} {}", said, links))
        locked = ", ".join(str(one.region) for one in done if not one.routing)
        if locked:
            words = _("Left as they are, because somebody has locked them: %(regions)s")
            messages.warning(self.request, words % {"regions": locked})

    def get_page_subtitle(self) -> str:
        return str(self.routing)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": routing_url("list"), "label": _("Routing")},
            {
                "url": routing_url("edit", self.routing.pk),
                "label": str(self.routing),
            },
            {"url": "", "label": self.get_header_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sentences = [rule.with_text for rule in rules_in_words(self.routing)]
        boxes = list(context["form"]["rules"])
        return {
            **context,
            "query": self.query,
            "rules": list(zip(boxes, sentences, strict=True)),
            "back_url": routing_url("edit", self.routing.pk),
        }

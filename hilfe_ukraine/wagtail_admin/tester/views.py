"""“Try it”: who would get an offer, by which rule, and why. Writes nothing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing.planned_table import latest_drafts, table_with
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import Region
from hilfe_ukraine.offer_page.lookup import live_pages_once
from hilfe_ukraine.offer_page.page_setup import read_setup
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY

from .answer import Link, TryAnswer
from .form import TryForm


TITLE = _("Try routing")
_ANY = ["add", "change", "delete", "view", "publish"]


def may_try(user: Any) -> bool:
    """Whether the user has anything to do with routing."""
    return bool(ROUTING_POLICY.user_has_any_permission(user, _ANY))


class TryView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A form by GET, and below it the answer for what it says."""

    template_name = "hilfe_ukraine/admin/try.html"
    page_title = TITLE
    header_icon = "help"

    def has_permission(self) -> bool:
        return may_try(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = live_pages_once()
        wanted = self.request.GET.get("page")
        chosen = [page for page in pages if str(page.pk) == wanted] or pages[:1]
        tried = self._tried(chosen[0], pages) if chosen else {}
        return super().get_context_data(pages=pages, **tried, **kwargs)

    def _tried(self, page: Any, pages: list[Any]) -> dict[str, Any]:
        live, today = current_table(), local_date(timezone.now())
        setup = read_setup(page, live, store=False)
        asked = self.request.GET if "category" in self.request.GET else None
        form = TryForm(asked, setup=setup, today=today)
        context = {
            "form": form,
            "page": page,
            "regions": _regions(),
            "meant": [self._instead(region) for region in form.meant],
        }
        if form.is_valid() and form.tried:
            with_drafts = form.cleaned_data["drafts"]
            drafts = latest_drafts(live, self._drafted()) if with_drafts else []
            context["answer"] = TryAnswer(
                tried=form.tried,
                table=table_with(live, drafts) if drafts else live,
                fallback=setup.fallback_body,
                drafts=drafts if with_drafts else None,
                page_id=page.pk if len(pages) > 1 else None,
                request=self.request,
            )
        return context

    def _instead(self, region: Region) -> Link:
        """The same question about this region."""
        asked = {**self.request.GET.dict(), "postcode": "", "region": region.label}
        return Link(region.label, f"?{urlencode(asked)}")

    def _drafted(self) -> list[str]:
        """Of drafts, only those count that the user may see."""
        rows = ROUTING_POLICY.instances_user_has_any_permission_for(
            self.request.user, _ANY
        )
        drafted = rows.filter(has_unpublished_changes=True)
        return list(drafted.values_list("region__key", flat=True))


def _regions() -> list[str]:
    """States and districts, offered while a region is typed."""
    rows = Region.objects.choosable().exclude(level=Region.Levels.MUNICIPALITY)
    return list(rows.order_by("label").values_list("label", flat=True))

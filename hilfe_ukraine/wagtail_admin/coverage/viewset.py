"""Addresses of the coverage report, its place in the menu of reports, its warning."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.offer_page.coverage import coverage_of
from hilfe_ukraine.offer_page.mixin import HelpOfferPageMixin
from hilfe_ukraine.wagtail_admin.menu import menu_item_for

from .scope import may_look
from .views import CoverageView


#: So many gaps are named when a page is published.
_NAMED = 3


class CoverageViewSet(ViewSet):
    """Its menu item stands among Wagtail's reports."""

    name = "hilfe_coverage"
    url_prefix = "reports/hilfe-ukraine-coverage"
    icon = "site"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        whole, results = CoverageView.as_view(), CoverageView.as_view(results_only=True)
        return [
            path("", whole, name="index"),
            path("results/", results, name="results"),
        ]


coverage_viewset = CoverageViewSet()

_MenuItem = menu_item_for(may_look)


def coverage_menu_item() -> MenuItem:
    """Return the item for the menu of reports."""
    return _MenuItem(
        gettext_lazy("Coverage"),
        reverse("hilfe_coverage:index"),
        name="hilfe-coverage",
        icon_name="site",
        order=650,
    )


def warn_of_gaps(request: HttpRequest, page: Any) -> None:
    """Tell the editor which offers of the page that was published would find nobody.

    Runs after a page was published by hand. A page scheduled for later is looked at as
    it will be.
    """
    if not isinstance(page, HelpOfferPageMixin):
        return
    coverage = coverage_of(page, timezone.now())
    number = coverage.number_of_gaps
    if not number:
        return
    words = _warning(page, coverage, number)
    messages.warning(request, words, buttons=_ways_to_mend(request))


def _ways_to_mend(request: HttpRequest) -> list[Any]:
    """The report leads to each region's rules; in the matrix one body gets many."""
    if not may_look(request.user):
        return []
    report, matrix = reverse("hilfe_coverage:index"), reverse("hilfe_matrix:index")
    return [
        messages.button(report, _("Show the coverage")),
        messages.button(matrix, _("Close gaps in the matrix")),
    ]


def _warning(page: Any, coverage: Coverage, number: int) -> SafeString:
    """Return how many gaps there are, and the first few."""
    words = ngettext(
        "“%(page)s” leaves %(count)d gap: nobody would get these offers.",
        "“%(page)s” leaves %(count)d gaps: nobody would get these offers.",
        number,
    ) % {"page": page.title, "count": number}
    named = [
        _("%(region)s: %(category)s")
        % {"region": coverage.labels[key], "category": coverage.category(kind)}
        for key, kind in list(coverage.gaps())[:_NAMED]
    ]
    more = [_("and more.")] if number > len(named) else []
    advice = _("Choose a fallback body for the page, or add rules for these regions.")
    items = format_html_join("", "<li>{}</li>", ((text,) for text in named + more))
    return format_html("{}<ul>{}</ul>{}", words, items, advice)

"""Filters of the coverage report."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from hilfe_ukraine.domain.coverage import WORST_FIRST
from hilfe_ukraine.domain.regions import Level, level_of
from hilfe_ukraine.models import Region

from .words import NAMES


def _nothing(rows: QuerySet, name: str, value: Any) -> QuerySet:
    """Choose columns or cells, not rows: the view does it."""
    return rows


class CoverageFilterSet(WagtailFilterSet):
    """Where, which category, which state; ``choice`` is made by the view."""

    state = ChoiceFilter(label=_("State of Germany"), method="_within", widget=Select)
    district = ChoiceFilter(label=_("District"), method="_within", widget=Select)
    category = ChoiceFilter(label=_("Category"), method=_nothing, widget=Select)
    cell = ChoiceFilter(label=_("What happens"), method="_with_cell", widget=Select)
    municipalities = ChoiceFilter(
        label=_("Municipalities"),
        method=_nothing,
        widget=Select,
        choices=[("all", _("all, also those that differ in nothing"))],
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def __init__(self, *args: Any, scope: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        labels = scope.coverage.labels
        places = [key for key in labels if scope.reaches(key)]
        states = [key for key in places if level_of(key) is Level.STATE]
        districts = [key for key in places if level_of(key) is Level.DISTRICT]
        self._offer("state", [(key, labels[key]) for key in states])
        self._offer("district", [(key, labels[key]) for key in districts])
        self._offer("category", scope.category_choices)
        self._offer("cell", [(state.value, NAMES[state]) for state in WORST_FIRST])
        if len(states) < 2:
            del self.filters["state"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.filters[name].extra["choices"] = choices

    def _within(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(key__startswith=value)

    def _with_cell(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        keys = list(rows.values_list("key", flat=True))
        found = [key for key in keys if self.scope.has_cell(key, value)]
        return rows.filter(key__in=found)

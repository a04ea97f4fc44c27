"""Filters of the registers.

Own classes: modeladmin's filter for a foreign key needs django.contrib.admin to be
installed, and offers every value there is.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Category, Delivery, HelpOffer, Region


class ChoiceFilter(SimpleListFilter):
    """One column with fixed choices."""

    choices_of_column: Iterable[tuple[str, Any]] = ()

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [choice for choice in self.choices_of_column if choice[0]]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return (
            queryset.filter(**{str(self.parameter_name): value}) if value else queryset
        )


class OfferStateFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    choices_of_column = HelpOffer.States.choices


class WaitingForFilter(ChoiceFilter):
    title = _("waiting for")
    parameter_name = "waiting_for"
    choices_of_column = HelpOffer.WaitingFor.choices

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        """Name the state as well: the index of this list holds waiting offers only."""
        rows = super().queryset(request, queryset)
        return rows.filter(state=HelpOffer.States.WAITING) if self.value() else rows


class UseFilter(ChoiceFilter):
    """Offers whose use is restricted, so that none of them is forgotten."""

    title = _("use")
    parameter_name = "restricted"
    choices_of_column = [("1", _("use restricted"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        """No index of its own, since this is seldom asked.

        None that is restricted was erased. To name the other states spares the many
        that were, and the index of the states finds the rest.
        """
        kept = [state for state in HelpOffer.States if state != HelpOffer.States.ERASED]
        rows = queryset.filter(restricted_at__isnull=False, state__in=kept)
        return rows if self.value() == "1" else queryset


class DeliveryStateFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    choices_of_column = Delivery.States.choices


class KindFilter(ChoiceFilter):
    title = _("message")
    parameter_name = "kind"
    choices_of_column = Delivery.Kinds.choices


class CategoryFilter(ChoiceFilter):
    title = _("category")
    parameter_name = "category__key"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        rows = Category.objects.prefetch_related("texts__locale")
        return [(category.key, str(category)) for category in rows]


class DistrictFilter(ChoiceFilter):
    """Districts of the portal's state; the plain column needs no join."""

    title = _("district")
    parameter_name = "district_key"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        districts = Region.objects.current().within([conf.state_key])
        districts = districts.filter(level=Region.Levels.DISTRICT)
        return list(districts.order_by("label").values_list("key", "label"))


class TimeFilter(SimpleListFilter):
    """How long ago; ``column`` is an indexed date and time."""

    title = _("time")
    parameter_name = "within"
    column = "submitted_at"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("1", _("last 24 hours")),
            ("7", _("last 7 days")),
            ("30", _("last 30 days")),
            ("90", _("last 90 days")),
        ]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value not in {days for days, _ in self.lookups(request, None)}:
            return queryset
        since = timezone.now() - timedelta(days=int(value))
        return queryset.filter(**{f"{self.column}__gte": since})


class CreatedFilter(TimeFilter):
    column = "created_at"

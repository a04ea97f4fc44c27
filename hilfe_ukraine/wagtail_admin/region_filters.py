"""Filters of the list of regions."""

from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet

from hilfe_ukraine.models import Region


class RegionFilterSet(WagtailFilterSet):
    """By level, and whether the region still exists."""

    abolished = BooleanFilter(
        label=_("abolished"),
        field_name="valid_until",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = Region
        fields = ["level"]

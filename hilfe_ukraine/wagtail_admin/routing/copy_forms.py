"""Which rules are copied, and to which regions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.domain.regions import Level
from hilfe_ukraine.models import Region, RegionRouting, RoutingRule
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY, within

from .rule_warnings import rule_name


_REGIONS_SHOWN = 100

APPEND, REPLACE = "append", "replace"


class CopyForm(forms.Form):
    """Every region within the user's reach may be posted; some of them are shown."""

    rules = forms.MultipleChoiceField(
        label=_("Which rules"), widget=forms.CheckboxSelectMultiple
    )
    targets = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("To which regions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Your permission does not cover one of these regions.")
        },
    )
    way = forms.ChoiceField(
        label=_("What happens to the rules that are there"),
        choices=[
            (APPEND, _("They stay; the copies come below them.")),
            (REPLACE, _("The copies take their place.")),
        ],
        initial=APPEND,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        rules: list[RoutingRule],
        allowed: QuerySet[Region],
        shown: Iterable[Region],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # By uuid: the rules may have another order since the page was shown.
        self.by_key = {str(rule.uuid): rule for rule in rules}
        names = [(str(rule.uuid), rule_name(at, rule)) for at, rule in enumerate(rules)]
        chosen: Any = self.fields["rules"]
        chosen.choices, chosen.initial = names, list(self.by_key)
        targets: Any = self.fields["targets"]
        targets.queryset = allowed
        targets.widget.choices = [(region.pk, _with_key(region)) for region in shown]

    @property
    def chosen_rules(self) -> list[RoutingRule]:
        """The rules in their order, whatever order they were ticked in."""
        chosen = set(self.cleaned_data["rules"])
        return [rule for key, rule in self.by_key.items() if key in chosen]


def allowed_regions(routing: RegionRouting, user: Any) -> QuerySet[Region]:
    """Regions, other than its own, whose routing the user may make or change."""
    rows = Region.objects.choosable().exclude(pk=routing.region_id)
    new = within(ROUTING_POLICY.reach(user, ["add"])) & Q(routing=None)
    existing = within(ROUTING_POLICY.reach(user, ["change"]))
    return rows.filter(new | existing & Q(routing__isnull=False))


def regions_to_show(
    allowed: QuerySet[Region], routing: RegionRouting, query: str, ticked: list[str]
) -> list[Region]:
    """Regions that match the words; without words those of the same kind nearby.

    What is ticked already stays on the page.
    """
    region = routing.region
    if query:
        found = allowed.filter(Q(label__icontains=query) | Q(key__startswith=query))
    else:
        above = 5 if region.level == Level.MUNICIPALITY.value else 2
        near = (
            Q()
            if region.level == Level.STATE.value
            else Q(key__startswith=region.key[:above])
        )
        found = allowed.filter(near, level=region.level)
    numbers = [pk for pk in ticked if pk.isascii() and pk.isdigit()]
    kept = list(allowed.filter(pk__in=numbers))
    seen = {row.pk for row in kept}
    return kept + [row for row in found[:_REGIONS_SHOWN] if row.pk not in seen]


def _with_key(region: Region) -> str:
    return f"{region.label} ({region.key})"

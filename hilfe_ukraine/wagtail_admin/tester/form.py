"""The form of “Try it”: place, category, facts and day, read from the address.

What may be asked depends on what is known already: the facts on the category, the place
on the postcode. So the fields grow with the answers, as they do for the citizen.
"""

import datetime

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.actions.places import (
    FoundPlace,
    find_postcode,
    find_region,
    find_state,
)
from hilfe_ukraine.domain.errors import InvalidPostcode, UnknownRegion
from hilfe_ukraine.domain.facts import Facts
from hilfe_ukraine.models import Category, Region
from hilfe_ukraine.offer_page.fields import FACT_PREFIX, MUNICIPALITY
from hilfe_ukraine.offer_page.page_setup import PageSetup
from hilfe_ukraine.offer_page.question import fact_field


_MOST_MEANT = 8


@dataclass(frozen=True)
class Tried:
    """What is asked: all a decision needs besides the rules."""

    category: Category
    found: FoundPlace
    facts: Facts
    day: datetime.date


class TryForm(forms.Form):
    """After ``is_valid()``, ``tried`` says what is asked."""

    use_required_attribute = False

    category = forms.ChoiceField(label=gettext_lazy("Kind of help"))
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    municipality = forms.ChoiceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("This postcode belongs to several places."),
        required=False,
    )
    region = forms.CharField(
        label=gettext_lazy("or region"),
        help_text=gettext_lazy("Name or official key, instead of a postcode."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
    )
    statewide = forms.BooleanField(
        label=gettext_lazy("Help by phone, online or anywhere in the state"),
        required=False,
    )
    date = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    drafts = forms.BooleanField(
        label=gettext_lazy("With the drafts, as if they were published"),
        required=False,
    )

    def __init__(self, data: Any, *, setup: PageSetup, today: datetime.date) -> None:
        super().__init__(data, initial={"date": today})
        self.chosen = setup.category(self.data.get("category", ""))
        self.found: FoundPlace | None = None
        self.tried: Tried | None = None
        #: Regions that may be meant by a name that fits none, or more than one.
        self.meant: list[Region] = []
        self._today = today
        self._set_choices("category", [(row.key, str(row)) for row in setup.categories])
        if self.chosen:
            self.fields.update(_fact_fields(self.chosen))
        if not (self.chosen and self.chosen.allows_statewide):
            del self.fields["statewide"]
        self._problem: tuple[str, str] | None = None
        if self.is_bound:
            self._find()
        if not self._offer_places():
            del self.fields[MUNICIPALITY]

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _find(self) -> None:
        """Find the place before anything is checked: it decides what can be chosen."""
        try:
            self.found = self._place()
        except InvalidPostcode:
            self._problem = "postcode", _("A postcode has five digits, such as 02826.")
        except UnknownRegion as error:
            name = "region" if self.data.get("region") else "postcode"
            if name == "region":
                self.meant = _meant(error.args[0])
            words = (
                _("%(place)s is not the full name of a region.")
                if self.meant
                else _("%(place)s is not in the register.")
            )
            self._problem = name, words % {"place": error.args[0]}

    def _place(self) -> FoundPlace | None:
        if "statewide" in self.fields and self.data.get("statewide"):
            return find_state()
        if text := self.data.get("postcode", "").strip():
            return find_postcode(text)
        if text := self.data.get("region", "").strip():
            return find_region(_region_key(text))
        self._problem = "postcode", _("Enter a postcode or a region.")
        return None

    def _offer_places(self) -> bool:
        """Offer the places of an ambiguous postcode; returns whether there are any."""
        if self.found is None or len(self.found.place.candidates) == 1:
            return False
        places = [(key, row.label) for key, row in self.found.regions.items()]
        self._set_choices(MUNICIPALITY, [("", _("not known yet")), *places])
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._problem:
            self.add_error(*self._problem)
        if self.chosen and self.found and not self.errors:
            self.tried = self._tried(self.chosen, self.found, cleaned)
        return cleaned

    def _tried(
        self, category: Category, found: FoundPlace, cleaned: dict[str, Any]
    ) -> Tried:
        key = cleaned.get(MUNICIPALITY)
        facts = {
            name: cleaned[FACT_PREFIX + name]
            for name in category.asked()
            if cleaned.get(FACT_PREFIX + name)
        }
        found = found.narrowed_to(key) if key else found
        return Tried(category, found, facts, cleaned["date"] or self._today)

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """What is asked for the chosen category."""
        return [self[name] for name in self.fields if name.startswith(FACT_PREFIX)]


def _fact_fields(category: Category) -> dict[str, forms.Field]:
    """Every fact the category may ask for; none has to be known."""
    fields = {}
    for name in category.asked():
        field = fact_field(category, name)
        if isinstance(field, forms.ChoiceField):
            # A list has room for "not known", and can be set back to it.
            choices = [("", _("not known yet")), *field.choices]  # type: ignore[misc]
            field.widget = forms.Select()
            field.choices = choices
        fields[FACT_PREFIX + name] = field
    return fields


def _region_key(text: str) -> str:
    """Return the key of the one region that is meant; raises ``UnknownRegion``."""
    rows = Region.objects.choosable()
    named = Q(key=text) | Q(label__iexact=text) | Q(name__iexact=text)
    keys = list(rows.filter(named).values_list("key", flat=True)[:2])
    if len(keys) == 1:
        return keys[0]
    raise UnknownRegion(text)


def _meant(text: str) -> list[Region]:
    """Return some regions with this in their name, those that begin with it first."""
    rows = Region.objects.choosable().filter(label__icontains=text)
    begins = Case(When(name__istartswith=text, then=0), default=1)
    return list(rows.order_by(begins, "label", "key")[:_MOST_MEANT])

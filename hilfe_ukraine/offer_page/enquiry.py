"""Step one: what kind of help, and where; and what follows from it.

A plain form read from GET, without cookie or token, so that it can stand anywhere. The
same form reads the hidden fields of step two again, since what comes back by POST may
have been changed.
"""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.decide import decide_now
from hilfe_ukraine.actions.places import (
    FoundPlace,
    find_district,
    find_postcode,
    find_state,
)
from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.errors import (
    ForeignMunicipality,
    InvalidPostcode,
    UnknownRegion,
)
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision
from hilfe_ukraine.models import Category, HelpOffer
from hilfe_ukraine.models.fact_words import fact_label, value_label

from .again import with_helper
from .fields import (
    ASKED,
    CATEGORY,
    CHANGE,
    FACT_PREFIX,
    MUNICIPALITY,
    POSTCODE,
    STATEWIDE,
    STEP_ONE_NAMES,
    TOKEN,
)
from .page_setup import PageSetup
from .question import (
    Question,
    district_field,
    fact_field,
    fact_fields,
    municipality_field,
    municipality_of,
)


_NO_POSTCODE = gettext_lazy("A postcode has five digits, such as 02826.")


class Enquiry(forms.Form):
    """Where and what; then either a decision or the question that comes first.

    After ``is_valid()``: ``chosen`` (category), ``found`` (place), ``facts``,
    ``decision`` or ``question``, never both. ``earlier`` is an offer of the same
    helper, whose contact the next one takes over; who offers is known from it.
    """

    use_required_attribute = False

    category = forms.ChoiceField(
        label=gettext_lazy("What would you like to offer?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what you would like to offer."),
            "invalid_choice": gettext_lazy(
                "This kind of help cannot be offered here. Please choose another one."
            ),
        },
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode of the place where the help is"),
        help_text=gettext_lazy("Five digits, for example 02826."),
        required=False,
        max_length=40,
        error_messages=dict.fromkeys(
            ("max_length", "null_characters_not_allowed"), _NO_POSTCODE
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "postal-code", "size": 8}
        ),
    )
    statewide = forms.BooleanField(
        label=gettext_lazy("By phone, online or anywhere in the state"),
        required=False,
    )

    def __init__(
        self,
        data: Any,
        *,
        setup: PageSetup,
        table: RoutingTable,
        today: date,
        earlier: HelpOffer | None = None,
    ) -> None:
        super().__init__(with_helper(data, earlier))
        self.earlier = earlier
        self.setup, self.table, self.today = setup, table, today
        self.fields[CATEGORY].choices = [  # type: ignore[attr-defined]
            (row.key, str(row)) for row in setup.categories
        ]
        if not any(row.allows_statewide for row in setup.categories):
            del self.fields[STATEWIDE]
        self.chosen: Category | None = None
        self.found: FoundPlace | None = None
        self.facts: dict[str, int | str] = {}
        self.decision: Decision | None = None
        self.question: Question | None = None

    def clean(self) -> dict[str, Any]:
        """Find the category and the place, read the facts and ask the domain."""
        cleaned = super().clean() or {}
        self.chosen = self.setup.category(cleaned.get(CATEGORY, ""))
        self.found = self._find_place(cleaned)
        if self.chosen and self.found and not self.errors and not self.question:
            self._read_facts(self.chosen)
        if self.chosen and self.found and not self.errors and not self.question:
            self._decide(self.chosen, self.found)
        return cleaned

    def _find_place(self, cleaned: dict[str, Any]) -> FoundPlace | None:
        if not cleaned.get(STATEWIDE):
            found = self._find_by_postcode(cleaned)
            return self._narrowed(found) if found else None
        if self.chosen is None or self.chosen.allows_statewide:
            try:
                return find_state()
            except UnknownRegion:
                # The register of the state was not imported; a postcode may still do.
                return self._find_by_postcode({**cleaned, STATEWIDE: False})
        message = _("This help is bound to a place. Please enter its postcode.")
        self.add_error(STATEWIDE, message)
        return None

    def _find_by_postcode(self, cleaned: dict[str, Any]) -> FoundPlace | None:
        if POSTCODE in self.errors:
            return None
        text = cleaned.get(POSTCODE) or ""
        if not text.strip():
            self.add_error(POSTCODE, _("Enter the postcode of the place of help."))
            return None
        try:
            return find_postcode(text)
        except InvalidPostcode:
            self.add_error(POSTCODE, _NO_POSTCODE)
        except UnknownRegion:
            return self._find_by_district()
        return None

    def _find_by_district(self) -> FoundPlace | None:
        """Take the district chosen by hand, since the register has no such postcode."""
        choice = Question(self.data, {MUNICIPALITY: district_field()})
        if choice.is_valid() and choice.cleaned_data[MUNICIPALITY]:
            return find_district(choice.cleaned_data[MUNICIPALITY])
        self.question = choice
        self.add_error(
            POSTCODE,
            _(
                "We do not know this postcode. Enter the postcode of the place where "
                "the help is, or choose the district."
            ),
        )
        return None

    def _narrowed(self, found: FoundPlace) -> FoundPlace:
        key = municipality_of(self.data)
        # Nothing, the district chosen before, or a region around all of it anyway.
        if not found.postcode or found.place.region.startswith(key):
            return found
        try:
            return found.narrowed_to(key)
        except ForeignMunicipality:
            field = municipality_field(found)
            self.question = Question(self.data, {MUNICIPALITY: field})
            return found

    def _read_facts(self, category: Category) -> None:
        """Read what was answered; an answer that cannot be is asked for again."""
        refused = []
        for name in category.asked():
            text = (self.data.get(FACT_PREFIX + name) or "").strip()
            if not text:
                continue
            try:
                # By the field that also complains, so that the two never differ.
                self.facts[name] = fact_field(category, name).clean(text)
            except forms.ValidationError:
                refused.append(name)
        if refused:
            self.question = Question(self.data, fact_fields(category, refused))

    def _decide(self, category: Category, found: FoundPlace) -> None:
        answer = decide_now(
            table=self.table,
            place=found.place,
            category=category,
            facts=self.facts,
            fallback=self.setup.fallback_body,
            today=self.today,
        )
        if isinstance(answer, Decision):
            self.decision = answer
        elif isinstance(answer, AskMunicipality):
            self._ask({MUNICIPALITY: municipality_field(found)})
        elif isinstance(answer, AskFacts):
            self._ask(fact_fields(category, answer.names))

    def _ask(self, fields: dict[str, forms.Field]) -> None:
        """Ask; who was asked before, or has sent all of it, left the answer out."""
        before = cast(QueryDict, self.data).getlist(ASKED)
        left_out = TOKEN in self.data or any(name in before for name in fields)
        self.question = Question(self.data if left_out else None, fields)

    @property
    def meant(self) -> Category:
        """The category, or what comes nearest, so that typed text finds its field."""
        named = self.table.categories.get(self.data.get(CATEGORY, ""))
        return self.chosen or named or Category()

    def settled(self) -> list[tuple[str, str]]:
        """Return what is known, as names and values of hidden fields and links."""
        if not self.chosen or not self.found:
            return []
        return [
            (CATEGORY, self.chosen.key),
            *self._settled_place(self.found),
            *((FACT_PREFIX + name, str(value)) for name, value in self.facts.items()),
        ]

    def _settled_place(self, found: FoundPlace) -> list[tuple[str, str]]:
        if found.statewide:
            return [(STATEWIDE, "1")]
        settled = [(POSTCODE, found.postcode or self.data.get(POSTCODE, ""))]
        if municipality_of(self.data) and len(found.place.candidates) == 1:
            settled.append((MUNICIPALITY, found.place.region))
        return settled

    def change_query(self) -> str:
        """Return the parameters with which step one shows what was chosen."""
        chosen = [pair for pair in self.settled() if pair[0] in STEP_ONE_NAMES]
        return urlencode([*chosen, (CHANGE, "1")])

    def summary(self) -> list[tuple[str, str]]:
        """Return what is known in words, as label and value."""
        if not self.chosen or not self.found:
            return []
        language = get_language() or ""
        return [
            (_("Your help"), str(self.chosen)),
            (_("Place"), place_words(self.found)),
            *(
                (
                    fact_label(name, self.chosen, language),
                    value_label(name, value, self.chosen, language),
                )
                for name, value in self.facts.items()
            ),
        ]


def place_words(found: FoundPlace) -> str:
    """Return the place as people say it."""
    if found.statewide:
        return _("by phone, online or anywhere in the state")
    label = found.region.label if found.region else ""
    return f"{found.postcode} {label}".strip()

"""The routing snippet of one region and its ordered rules."""

import uuid

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from hilfe_ukraine.domain.facts import Operator
from hilfe_ukraine.domain.routing import Outcome

from .bodies import ResponsibleBody
from .categories import Category
from .localized import LocalizedText
from .regions import Region


class RegionRouting(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """Who gets what in one region: one snippet per region, rules from the top.

    Only published rules route. Drafts may be half-filled; publishing is strict.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region = models.OneToOneField(
        Region, models.PROTECT, related_name="routing", verbose_name=_("region")
    )
    note = models.TextField(_("note"), blank=True)
    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="region_routing"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="region_routing",
        for_concrete_model=False,
    )

    search_fields = [
        index.RelatedFields("region", [index.SearchField("label")]),
        index.FilterField("region"),
    ]

    class Meta:
        verbose_name = _("routing")
        verbose_name_plural = pgettext_lazy("plural", "routing")
        ordering = ["region__key"]

    def __str__(self) -> str:
        return str(self.region) if self.region_id else str(_("new routing"))

    @property
    def was_published(self) -> bool:
        """Whether it ever routed; from then on its region is fixed."""
        return bool(self.live or self.first_published_at)

    def clean(self) -> None:
        """The region is fixed once the routing decided: history would lie otherwise."""
        super().clean()
        if self.pk and self.was_published:
            before = type(self).objects.filter(pk=self.pk).values_list("region_id")
            if (self.region_id,) not in list(before):
                raise ValidationError(
                    {"region": _("The region of a routing cannot be changed.")}
                )

    def with_content_json(self, content: dict[str, Any]) -> "RegionRouting":
        """Rules come from the revision; the region is that of the row, as the key is.

        A draft may have been begun for another region. Rules that were deleted since
        come back as new rows: under their old numbers they would have no conditions
        and texts, which modelcluster drops when the row they belong to is gone, and a
        rule for some offers would be one for all.
        """
        there = set(self.rules.get_live_queryset().values_list("pk", flat=True))
        rules = [
            rule if rule["pk"] in there else _as_new(rule)
            for rule in content.get("rules", ())
        ]
        routing = super().with_content_json({**content, "rules": rules})
        routing.uuid, routing.region = self.uuid, self.region
        return routing

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Let all rules go live with the raised version, or none.

        Wagtail saves them one by one; buttons, schedules and workflows all come here.
        """
        super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """As :meth:`publish`; the button does not come here, see its view."""
        super().unpublish(*args, **kwargs)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "hilfe_ukraine/admin/routing_preview.html"


def _as_new(rule: dict[str, Any]) -> dict[str, Any]:
    conditions = [
        {**row, "pk": None, "rule": None} for row in rule.get("conditions", ())
    ]
    texts = [{**row, "pk": None, "parent": None} for row in rule.get("texts", ())]
    return {**rule, "pk": None, "conditions": conditions, "texts": texts}


class RoutingRule(Orderable, ClusterableModel):
    """One line: for these categories, under these conditions, this happens.

    ``uuid`` stays the same through revisions and copies of the row, so that decisions
    can name the rule for good.
    """

    class Outcomes(models.TextChoices):
        FORWARD = Outcome.FORWARD.value, pgettext_lazy("outcome", "forward")
        REDIRECT = Outcome.REDIRECT.value, pgettext_lazy("outcome", "redirect")
        KEEP = Outcome.KEEP.value, pgettext_lazy("outcome", "keep")

    routing = ParentalKey(RegionRouting, on_delete=models.CASCADE, related_name="rules")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    title = models.CharField(_("what this rule says"), max_length=160, blank=True)
    categories = ParentalManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name=_("categories"),
        help_text=_("None chosen: the rule is for all of them."),
    )
    outcome = models.CharField(
        _("what happens"),
        max_length=10,
        choices=Outcomes.choices,
        default=Outcomes.FORWARD,
    )
    bodies = ParentalManyToManyField(
        ResponsibleBody, blank=True, related_name="+", verbose_name=_("bodies")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Last day of validity.")
    )
    decided_by = models.CharField(
        _("decided by"), max_length=160, blank=True, help_text=_("Office or person.")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_letter = models.CharField(_("letter"), max_length=160, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return self.title or str(self.get_outcome_display())


class RuleText(LocalizedText):
    """What the citizen reads when the rule redirects or keeps, in one language."""

    parent = ParentalKey(RoutingRule, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(_("text"))

    class Meta(LocalizedText.Meta):
        verbose_name = _("text for the citizen")
        verbose_name_plural = _("texts for the citizen")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "locale"], name="hilfe_rule_text_unique"
            )
        ]


class RuleCondition(Orderable):
    """One condition: a fact, a comparison, and values separated by commas."""

    class Operators(models.TextChoices):
        IS = Operator.IS.value, _("is one of")
        IS_NOT = Operator.IS_NOT.value, _("is none of")
        AT_LEAST = Operator.AT_LEAST.value, _("is at least")
        AT_MOST = Operator.AT_MOST.value, _("is at most")

    rule = ParentalKey(RoutingRule, on_delete=models.CASCADE, related_name="conditions")
    fact = models.CharField(
        _("fact"),
        max_length=40,
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z")],
    )
    operator = models.CharField(
        _("comparison"),
        max_length=10,
        choices=Operators.choices,
        default=Operators.IS,
    )
    value = models.CharField(
        _("value"), max_length=200, help_text=_("Several values: use commas.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {self.value}"

    @property
    def values(self) -> tuple[int | str, ...]:
        """The values as domain values: whole numbers where they are written so."""
        parts = (part.strip() for part in self.value.split(","))
        return tuple(
            int(part) if part.isascii() and part.isdigit() else part
            for part in parts
            if part
        )


class RoutingVersion(models.Model):
    """One row that says whether compiled rules in a process are still right."""

    number = models.PositiveBigIntegerField(default=1)
    #: Day up to which dates in rules and pauses of bodies are part of the number.
    dates_until = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("routing version")
        verbose_name_plural = _("routing versions")

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def raise_it(cls) -> None:
        """Make every process compile its rules anew.

        Call it inside the transaction that changes routing, a page, a body, a
        category or the register, so that both become visible together.
        """
        if not cls.objects.filter(pk=1).update(number=models.F("number") + 1):
            cls.objects.get_or_create(pk=1)

    @classmethod
    def current(cls) -> int:
        """Return the number now in the database; one statement."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

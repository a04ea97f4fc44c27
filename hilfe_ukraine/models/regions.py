"""The official register: regions, their postcodes, and who may configure them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from hilfe_ukraine.domain.regions import Level, lineage


class RegionQuerySet(models.QuerySet):
    def current(self) -> "RegionQuerySet":
        """Regions that were not abolished."""
        return self.filter(valid_until=None)

    def choosable(self) -> "RegionQuerySet":
        """Current regions without those that are one place with their district.

        A district with a single municipality (Dresden: 14612 and 14612000) is
        configured at the district; offers from there never ask the municipality.
        """
        single = models.Q(level=Level.MUNICIPALITY.value, key__endswith="000")
        return self.current().exclude(single)

    def within(self, keys: Any) -> "RegionQuerySet":
        """The regions with these keys and all that lies below them."""
        found = models.Q(pk__in=[])
        for key in keys:
            found |= models.Q(key__startswith=key)
        return self.filter(found)


class Region(index.Indexed, models.Model):
    """A unit of the official register, keyed by its official key (AGS).

    Read-only for people: rows come from ``hilfe_import_regions``. Abolished ones stay
    with ``valid_until`` and a successor, so that rules and offers keep their region.
    """

    class Levels(models.TextChoices):
        STATE = Level.STATE.value, pgettext_lazy("region", "state")
        DISTRICT = Level.DISTRICT.value, _("district or independent city")
        MUNICIPALITY = Level.MUNICIPALITY.value, _("municipality")

    key = models.CharField(_("official key"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=120)
    label = models.CharField(
        pgettext_lazy("region", "label"),
        max_length=200,
        help_text=_("Name that cannot be mistaken."),
    )
    level = models.CharField(_("level"), max_length=12, choices=Levels.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    valid_until = models.DateField(_("abolished on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = RegionQuerySet.as_manager()

    search_fields = [
        index.SearchField("label"),
        index.AutocompleteField("label"),
        index.FilterField("key"),
        index.FilterField("level"),
        index.FilterField("valid_until"),
    ]

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["key"]
        indexes = [models.Index(fields=["level", "label"], name="hilfe_region_level")]

    def __str__(self) -> str:
        return self.label

    @property
    def lineage(self) -> tuple[str, ...]:
        """Keys from this region up to its state."""
        return lineage(self.key)


class PostcodeArea(models.Model):
    """One postcode in one region, at the level ``hilfe_import_regions`` chose."""

    class Kinds(models.TextChoices):
        AREA = "area", _("area")
        LARGE_RECIPIENT = "large_recipient", _("large recipient")

    postcode = models.CharField(_("postcode"), max_length=5)
    region = models.ForeignKey(Region, models.PROTECT, related_name="postcode_areas")
    kind = models.CharField(
        _("kind"), max_length=16, choices=Kinds.choices, default=Kinds.AREA
    )

    class Meta:
        verbose_name = _("postcode area")
        verbose_name_plural = _("postcode areas")
        ordering = ["postcode", "region__key"]
        constraints = [
            models.UniqueConstraint(
                fields=["postcode", "region"], name="hilfe_postcode_region_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.region}"


class RegionGrant(models.Model):
    """Limits a group's right to change routing to a region and what lies below it.

    A group without a grant may configure every region its permissions allow.
    """

    group = models.ForeignKey(
        "auth.Group",
        models.CASCADE,
        related_name="region_grants",
        verbose_name=_("group"),
    )
    region = models.ForeignKey(
        Region, models.CASCADE, related_name="grants", verbose_name=_("region")
    )

    class Meta:
        verbose_name = _("regional permission")
        verbose_name_plural = _("regional permissions")
        ordering = ["group__name", "region__key"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "region"], name="hilfe_grant_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.region}"

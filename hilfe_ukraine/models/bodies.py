"""Responsible bodies: who takes over an offer, and who works there."""

import uuid

from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin
from wagtail.search import index

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.bodies import BodyKind, ContactState

from .categories import validate_key
from .regions import Region


class ResponsibleBodyQuerySet(models.QuerySet):
    def staffed_by(self, user: Any) -> "ResponsibleBodyQuerySet":
        """Bodies whose referrals ``user`` may see: where he works, and its desks."""
        own = BodyMember.objects.filter(user=user).values("body")
        return self.filter(models.Q(pk__in=own) | models.Q(parent__in=own))


class ResponsibleBody(RevisionMixin, index.Indexed, ClusterableModel):
    """An authority or aid organisation that takes over offers.

    A regional desk is a body with ``parent`` and ``region``; rules name the parent,
    and the desk of the most specific region is addressed. Bodies are retired, never
    deleted. The address is that of an office, not of a person.
    """

    class Kinds(models.TextChoices):
        STATE = BodyKind.STATE.value, _("state authority")
        DISTRICT = BodyKind.DISTRICT.value, _("district or independent city")
        MUNICIPALITY = BodyKind.MUNICIPALITY.value, _("municipality")
        ORGANISATION = BodyKind.ORGANISATION.value, _("aid organisation")

    class ContactStates(models.TextChoices):
        UNCONFIRMED = ContactState.UNCONFIRMED.value, _("not confirmed yet")
        CONFIRMED = ContactState.CONFIRMED.value, _("confirmed")
        SUSPECT = ContactState.SUSPECT.value, _("address in doubt")
        RETIRED = ContactState.RETIRED.value, _("retired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(
        _("key"), max_length=60, unique=True, validators=[validate_key]
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind of body"), max_length=16, choices=Kinds.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="desks",
        verbose_name=_("desk of"),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="desks",
        verbose_name=_("desk for the region"),
    )
    channel = models.CharField(_("channel"), max_length=20, default="email")
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Address of the office, not of a person.")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_state = models.CharField(
        _("state of the address"),
        max_length=12,
        choices=ContactStates.choices,
        default=ContactStates.UNCONFIRMED,
    )
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(
        _("confirmed how, and with whom"),
        max_length=120,
        blank=True,
        help_text=_("For example: telephoned with Ms Beyer of the reception."),
    )
    paused_until = models.DateField(
        _("paused until"),
        null=True,
        blank=True,
        help_text=_("On this day the body takes offers again."),
    )
    deputy = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_of",
        verbose_name=_("deputy"),
        help_text=_("Takes the offers while this body is paused, suspect or retired."),
    )
    reaction_days = models.PositiveSmallIntegerField(
        _("answers within (working days)"),
        default=3,
        help_text=_("Until then an answer is due; it is shown with every offer."),
    )
    content_reason = models.CharField(
        _("reason for full content by e-mail"),
        max_length=300,
        blank=True,
        help_text=_(
            "Normally the e-mail holds a link only. Never for private organisations."
        ),
    )
    note = models.TextField(_("note"), blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="responsible_body"
    )

    objects = ResponsibleBodyQuerySet.as_manager()

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("key"),
        index.FilterField("kind"),
        index.FilterField("contact_state"),
    ]

    class Meta:
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        ordering = ["name", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "region"],
                condition=models.Q(parent__isnull=False),
                name="hilfe_desk_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a desk of a desk, a desk of itself, and content by mail to private."""
        super().clean()
        if self.parent and (self.parent_id == self.pk or self.parent.parent_id):
            raise ValidationError({"parent": _("A desk cannot have desks of its own.")})
        if self.parent_id and self.pk and self.desks.exists():
            raise ValidationError({"parent": _("A desk cannot have desks of its own.")})
        if self.parent_id and not self.region_id:
            raise ValidationError({"region": _("Name the region of the desk.")})
        if self.content_reason and self.Kinds.ORGANISATION in self.kinds:
            raise ValidationError(
                {"content_reason": _("Private organisations get a link only.")}
            )
        if self.channel == "email" and not self.email:
            raise ValidationError({"email": _("Enter the address offers are sent to.")})

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its own kind and, for a desk, that of the body it belongs to."""
        return (self.kind, self.parent.kind) if self.parent else (self.kind,)

    def is_paused(self, today: date) -> bool:
        """Whether the body takes no offers today; it is back on ``paused_until``."""
        return bool(self.paused_until and self.paused_until > today)


class BodyMember(models.Model):
    """A user who works for a body and sees the referrals to it and its desks."""

    body = ParentalKey(
        ResponsibleBody, on_delete=models.CASCADE, related_name="members"
    )
    user = models.ForeignKey(
        conf.user_model,
        models.CASCADE,
        related_name="help_bodies",
        verbose_name=_("user"),
    )

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [
            models.UniqueConstraint(fields=["body", "user"], name="hilfe_member_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.body})"

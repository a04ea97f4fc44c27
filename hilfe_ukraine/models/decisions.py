"""What was decided on an offer, and what people have written about it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.routing import Outcome

from .encrypted import EncryptedTextField
from .offers import HelpOffer


class Decision(models.Model):
    """The outcome of routing one offer once. Append-only; the last one counts.

    Rule and revision are plain values: both may be purged, the record stays true.
    """

    class Outcomes(models.TextChoices):
        FORWARD = Outcome.FORWARD.value, pgettext_lazy("outcome", "forward")
        REDIRECT = Outcome.REDIRECT.value, pgettext_lazy("outcome", "redirect")
        KEEP = Outcome.KEEP.value, pgettext_lazy("outcome", "keep")
        UNROUTED = Outcome.UNROUTED.value, pgettext_lazy("outcome", "nobody")

    class Causes(models.TextChoices):
        ACCEPTED = "accepted", _("offer accepted")
        CONFIRMED = "confirmed", _("offer confirmed")
        RELEASED = "released", _("waiting time over")
        BY_HAND = "by_hand", _("routed again by hand")
        ROUTING = "routing", _("routing published")
        PASSED_ON = "passed_on", _("body cannot be reached")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(HelpOffer, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(_("decided"))
    cause = models.CharField(_("cause"), max_length=12, choices=Causes.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcomes.choices)
    digest = models.CharField(max_length=16)
    region_key = models.CharField(_("region of the rule"), max_length=8, blank=True)
    rule_uuid = models.CharField(max_length=36, blank=True)
    rule_text = models.CharField(_("rule"), max_length=200, blank=True)
    revision_id = models.BigIntegerField(null=True, blank=True)
    body_keys = models.JSONField(_("bodies"), default=list)
    texts = models.JSONField(_("texts"), default=dict)
    trace = models.JSONField(_("trace"), default=list)
    decided_by = models.ForeignKey(
        conf.user_model, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "pk"]
        indexes = [
            models.Index(fields=["offer", "decided_at"], name="hilfe_decision_offer")
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())


class Note(models.Model):
    """What people write about an offer. Encrypted, since it may name anybody."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(HelpOffer, models.PROTECT, related_name="notes")
    text = EncryptedTextField(_("note"))
    author = models.ForeignKey(
        conf.user_model, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(_("note"))

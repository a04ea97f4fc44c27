"""One offer in the hands of one body, and what the body said."""

import uuid

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.reading import may_be_read
from hilfe_ukraine.domain.states import (
    LIVE_REFERRALS,
    REFERRALS_IN_HAND,
    ReferralState,
)

from .bodies import ResponsibleBody
from .encrypted import EncryptedTextField
from .offers import HelpOffer


# In the order of the states, since a constraint repeats it.
_LIVE = [state.value for state in ReferralState if state in LIVE_REFERRALS]


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReferralQuerySet":
        """Administrators see all, a body's staff what was referred to their bodies."""
        if user.has_perm("hilfe_ukraine.view_helpoffer"):
            return self
        if user.has_perm("hilfe_ukraine.handle_referrals"):
            return self.of_own_bodies(user)
        return self.none()

    def of_own_bodies(self, user: Any) -> "ReferralQuerySet":
        """What was referred to the bodies where ``user`` works, and to their desks."""
        return self.filter(body__in=ResponsibleBody.objects.staffed_by(user))

    def live(self) -> "ReferralQuerySet":
        """Referrals a body still has in hand."""
        return self.filter(state__in=_LIVE)


class Referral(models.Model):
    """One offer in the hands of one body: its clock, its answer, its share."""

    class States(models.TextChoices):
        OPEN = ReferralState.OPEN.value, _("open")
        RECEIVED = ReferralState.RECEIVED.value, _("received")
        IN_CONTACT = ReferralState.IN_CONTACT.value, _("in contact")
        TAKEN = ReferralState.TAKEN.value, _("taken")
        NOT_NEEDED = ReferralState.NOT_NEEDED.value, _("not needed at present")
        PASSED_ON = ReferralState.PASSED_ON.value, _("passed on")
        WITHDRAWN = ReferralState.WITHDRAWN.value, _("withdrawn")
        LAPSED = ReferralState.LAPSED.value, _("lapsed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(HelpOffer, models.PROTECT, related_name="referrals")
    body = models.ForeignKey(ResponsibleBody, models.PROTECT, related_name="referrals")
    passed_on_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on_to"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=States.choices, default=States.OPEN
    )
    share = models.PositiveIntegerField(_("taken"), null=True, blank=True)
    file_number = models.CharField(_("file number"), max_length=80, blank=True)
    referred_at = models.DateTimeField(pgettext_lazy("date", "referred"))
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("last answer"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    pass_on_at = models.DateTimeField(
        _("goes to somebody else on"), null=True, blank=True
    )
    link_version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-referred_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "body"],
                condition=models.Q(state__in=_LIVE),
                name="hilfe_referral_live_unique",
            )
        ]
        indexes = [
            models.Index(
                fields=["body", "state", "-referred_at"], name="hilfe_referral_body"
            ),
            models.Index(fields=["state", "due_at"], name="hilfe_referral_due"),
            models.Index(
                fields=["pass_on_at"],
                condition=models.Q(pass_on_at__isnull=False),
                name="hilfe_referral_pass_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} – {self.body}"

    @property
    def is_readable(self) -> bool:
        """Whether the body may read personal data through this referral."""
        return may_be_read(
            referral=ReferralState(self.state),
            is_erased=self.offer.erased_at is not None,
            is_restricted=self.offer.restricted_at is not None,
        )


def bodies_with(offer: HelpOffer) -> list[ResponsibleBody]:
    """Return the bodies that have the offer now, or have taken it; one statement.

    Not those that passed it on, or for which it has ended.
    """
    in_hand = offer.referrals.filter(state__in=REFERRALS_IN_HAND).order_by("pk")
    return [referral.body for referral in in_hand.select_related("body")]


class Answer(models.Model):
    """What a body said about a referral. Append-only; free text is encrypted."""

    class Kinds(models.TextChoices):
        RECEIVED = "received", _("received")
        IN_CONTACT = "in_contact", _("in contact")
        TAKEN = "taken", _("taken")
        NOT_NEEDED = "not_needed", _("not needed at present")
        NOT_OURS = "not_ours", _("not ours")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="answers")
    kind = models.CharField(_("answer"), max_length=12, choices=Kinds.choices)
    share = models.PositiveIntegerField(_("taken"), null=True, blank=True)
    text = EncryptedTextField(_("message"), blank=True)
    answered_at = models.DateTimeField(_("answered"))
    user = models.ForeignKey(
        conf.user_model,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when the answer came by link."),
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["answered_at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

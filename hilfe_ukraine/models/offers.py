"""Offers, and who may see which."""

import uuid

from datetime import date
from typing import Any

import swapper

from django.db import models
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.domain.states import OfferState

from .bodies import ResponsibleBody
from .categories import Category
from .encrypted import EncryptedJSONField
from .legal_texts import LegalText
from .regions import Region
from .withdraw_reasons import WithdrawReason


swapper.set_app_prefix("wagtailcore", "wagtail")


class HelpOfferQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HelpOfferQuerySet":
        """The one rule of who sees which offers; used by every object view.

        Administrators see all, a body's staff those referred to their bodies and
        desks. Page editors, the hotline's list and "figures only" see none.
        """
        if user.has_perm("hilfe_ukraine.view_helpoffer"):
            return self
        if user.has_perm("hilfe_ukraine.handle_referrals"):
            bodies = ResponsibleBody.objects.staffed_by(user)
            offers = self.model._default_manager.filter(referrals__body__in=bodies)
            return self.filter(pk__in=offers.values("pk"))
        return self.none()

    def for_lists(self) -> "HelpOfferQuerySet":
        """Without the encrypted columns, which no list shows."""
        return self.defer("contact", "entries").select_related("category", "region")

    def that_can_be_routed(self) -> "HelpOfferQuerySet":
        """Those of which :attr:`HelpOffer.can_be_routed` is true."""
        return self.filter(state=OfferState.WAITING.value, restricted_at=None)

    def due_for_routing(self, version: int, today: date) -> "HelpOfferQuerySet":
        """Waiting offers that were not decided under this routing version yet.

        Not those that are restricted, or paused by the helper: both come later.
        """
        rows = self.that_can_be_routed().filter(decided_version__lt=version)
        return rows.exclude(paused_until__gt=today)


class HelpOffer(models.Model):
    """What a person submitted. Personal data stands in ``contact`` and ``entries``.

    All other columns are plain, needed by lists and routing, and hold none.
    """

    class States(models.TextChoices):
        UNCONFIRMED = OfferState.UNCONFIRMED.value, _("not confirmed yet")
        WAITING = OfferState.WAITING.value, _("waiting")
        REFERRED = OfferState.REFERRED.value, _("referred")
        TAKEN = OfferState.TAKEN.value, _("taken")
        NOT_NEEDED = OfferState.NOT_NEEDED.value, _("not needed at present")
        WITHDRAWN = OfferState.WITHDRAWN.value, _("withdrawn")
        EXPIRED = OfferState.EXPIRED.value, _("expired")
        ERASED = OfferState.ERASED.value, _("erased")

    class WaitingFor(models.TextChoices):
        NOTHING = "", _("nothing")
        BODY = Outcome.UNROUTED.value, _("a body (nobody is in charge yet)")
        NEED = Outcome.KEEP.value, _("being needed (noted)")

    class ContactChecks(models.TextChoices):
        """What is known of the way to reach the helper."""

        NOT_ASKED = "not_asked", _("not asked for")
        PENDING = "pending", _("confirmation awaited")
        CONFIRMED = "confirmed", _("confirmed")
        RELEASED = "released", _("not confirmed, gone on after the waiting time")

    #: An address that should be confirmed and was not may belong to anybody.
    SOUND_CONTACTS = (ContactChecks.CONFIRMED, ContactChecks.NOT_ASKED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("offer number"), max_length=8, unique=True)
    submission_token = models.UUIDField(unique=True, editable=False)

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.SET_NULL,
        null=True,
        related_name="+",
    )
    page_title = models.CharField(_("page"), max_length=255)
    language = models.CharField(_("language"), max_length=12)
    entered_by = models.ForeignKey(
        conf.user_model,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="offers", verbose_name=_("category")
    )
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    statewide = models.BooleanField(_("anywhere in the state"), default=False)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        related_name="offers",
        verbose_name=_("region"),
    )
    region_key = models.CharField(_("region"), max_length=8, blank=True)
    district_key = models.CharField(_("district"), max_length=5, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    available_until = models.DateField(_("available until"), null=True, blank=True)

    contact = EncryptedJSONField(_("contact"), blank=True, default=dict)
    entries = EncryptedJSONField(_("entries"), blank=True, default=list)
    email_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    legal_text = models.ForeignKey(
        LegalText, models.PROTECT, null=True, related_name="offers"
    )

    state = models.CharField(
        _("state"), max_length=12, choices=States.choices, default=States.UNCONFIRMED
    )
    waiting_for = models.CharField(
        _("waits for"),
        max_length=10,
        choices=WaitingFor.choices,
        default=WaitingFor.NOTHING,
        blank=True,
    )
    contact_check = models.CharField(
        _("contact"),
        max_length=12,
        choices=ContactChecks.choices,
        default=ContactChecks.NOT_ASKED,
    )
    release_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    withdraw_reason = models.CharField(
        _("withdrawn because"),
        max_length=12,
        choices=WithdrawReason.choices,
        default=WithdrawReason.NONE,
        blank=True,
    )
    restricted_at = models.DateTimeField(_("restricted"), null=True, blank=True)

    #: Routing version under which the offer was decided last; lower ones are due again.
    decided_version = models.PositiveBigIntegerField(default=0, editable=False)
    fallback_body = models.ForeignKey(
        ResponsibleBody, models.PROTECT, null=True, blank=True, related_name="+"
    )
    owning_office = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owning office"),
    )
    #: How long the page keeps it after submission or end; the settings keep no longer.
    unconfirmed_kept = models.DurationField(null=True, blank=True, editable=False)
    ended_kept = models.DurationField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1)

    objects = HelpOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("help offer")
        verbose_name_plural = _("help offers")
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("act_on_helpoffer", _("Can route offers again and send again")),
            ("export_helpoffer", _("Can export offers")),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="hilfe_offer_newest"),
            models.Index(fields=["state", "-submitted_at"], name="hilfe_offer_state"),
            models.Index(
                fields=["district_key", "-submitted_at"], name="hilfe_offer_district"
            ),
            models.Index(
                fields=["category", "-submitted_at"], name="hilfe_offer_category"
            ),
            models.Index(
                fields=["release_at"],
                condition=models.Q(state="unconfirmed", release_at__isnull=False),
                name="hilfe_offer_release",
            ),
            models.Index(
                fields=["waiting_for"],
                condition=models.Q(state="waiting"),
                name="hilfe_offer_waiting",
            ),
            models.Index(
                fields=["decided_version", "id"],
                condition=models.Q(state="waiting"),
                name="hilfe_offer_decided",
            ),
            models.Index(
                fields=["valid_until", "id"],
                condition=models.Q(state__in=["waiting", "referred"]),
                name="hilfe_offer_valid",
            ),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(ended_kept__isnull=False, erased_at__isnull=True),
                name="hilfe_offer_ended_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def can_be_routed(self) -> bool:
        """Whether it waits, and its use is not restricted."""
        return self.state == OfferState.WAITING and self.restricted_at is None

    @property
    def email_is_confirmed(self) -> bool:
        """Whether there is an e-mail address, and its holder confirmed it.

        The helper may have taken away the address that was confirmed.
        """
        checked = self.contact_check == self.ContactChecks.CONFIRMED
        return checked and bool(self.contact.get("email"))

"""The outbox: one row per message that leaves the system, one per try to send it."""

import uuid

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hilfe_ukraine.domain.states import REFERRALS_IN_HAND, DeliveryState

from .bodies import ResponsibleBody
from .carriers import RELAY, Breaker, OutboxStatus
from .encrypted import EncryptedTextField
from .offers import HelpOffer
from .referrals import Referral


#: With what they hold somebody who waits for it goes on, so they go before others. The
#: previous address hears before the new one can be confirmed.
URGENT_KINDS = ("confirm", "old_address", "new_address", "links")


class DeliveryQuerySet(models.QuerySet):
    def left_behind(self, now: datetime) -> "DeliveryQuerySet":
        """Rows whose worker did not come back, and that may be claimed.

        None while everything is stopped, and none whose carrier is out of order.
        """
        carrier = Breaker.objects.filter(carrier=models.OuterRef("carrier"))
        return self.filter(
            ~models.Exists(OutboxStatus.objects.stopped()),
            ~models.Exists(carrier.blocking(now)),
            state=DeliveryState.INFLIGHT.value,
            lease_until__lt=now,
        )

    def in_flight(self, now: datetime) -> "DeliveryQuerySet":
        """Rows that some worker is sending at this moment."""
        return self.filter(state=DeliveryState.INFLIGHT.value, lease_until__gte=now)

    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Deliveries are the administrators' register; nobody else sees them."""
        if user.has_perm("hilfe_ukraine.view_delivery"):
            return self
        return self.none()


class Delivery(models.Model):
    """One outgoing message. Nothing leaves a non-final state by deletion.

    ``dedup_key`` makes a message unique, for example
    ``referral:<uuid>:forward:1``; a constraint over nullable columns would not hold.
    ``lease_no`` is the fence: whoever holds an older number may not write a result.
    ``address`` is where it goes, whatever happens; empty: where its receiver is reached
    when it leaves. Kept encrypted, as what is used is in ``Attempt``.
    """

    class States(models.TextChoices):
        READY = DeliveryState.READY.value, _("to be sent")
        INFLIGHT = DeliveryState.INFLIGHT.value, _("being sent")
        DELIVERED = DeliveryState.DELIVERED.value, _("delivered")
        HELD = DeliveryState.HELD.value, _("held")
        DEAD = DeliveryState.DEAD.value, _("given up")
        HANDLED = DeliveryState.HANDLED.value, _("handled by hand")
        BOUNCED = DeliveryState.BOUNCED.value, _("bounced")
        CANCELLED = DeliveryState.CANCELLED.value, _("cancelled")

    class HeldReasons(models.TextChoices):
        NONE = "", _("not held")
        SUSPECT = "suspect", _("address in doubt")
        GONE = "gone", _("receiver is gone")
        BY_HAND = "by_hand", _("by hand")

    class Receivers(models.TextChoices):
        BODY = "body", _("body")
        HELPER = "helper", _("helper")
        ADMINISTRATOR = "administrator", _("administrator")

    class Kinds(models.TextChoices):
        FORWARD = "forward", _("offer to a body")
        CONFIRM = "confirm", _("request to confirm")
        OFFERED_BEFORE = "offered_before", _("offered before")
        REMINDER = "reminder", _("reminder to confirm")
        NEW_ADDRESS = "new_address", _("request to confirm a new address")
        OLD_ADDRESS = "old_address", _("notice to the previous address")
        LINKS = "links", _("lost links")
        RECEIVED = "received", _("who has the offer")
        STILL_VALID = "still_valid", _("question whether it is still valid")
        OUTCOME = "outcome", _("what came of it")
        CHANGED = "changed", _("offer changed")
        ENDED = "ended", _("offer withdrawn or expired")
        NOBODY = "nobody", _("offer without a body")
        SUSPECT = "suspect", _("address in doubt")
        DIGEST = "digest", _("daily report")
        ERASED = "erased", _("request to erase")
        TEST = "test", _("test message")
        ADDRESS = "address", _("question whether the address is right")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedup_key = models.CharField(max_length=120, unique=True)
    offer = models.ForeignKey(
        HelpOffer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("help offer"),
    )
    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    receiver = models.CharField(_("receiver"), max_length=14, choices=Receivers.choices)
    body = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("body"),
    )
    about_body = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about the body"),
    )
    kind = models.CharField(_("message"), max_length=16, choices=Kinds.choices)
    channel = models.CharField(_("channel"), max_length=20, default="email")
    carrier = models.CharField(_("carrier"), max_length=120, default=RELAY)
    language = models.CharField(_("language"), max_length=12)
    # With a default in the database: the version before writes rows without it.
    address = EncryptedTextField(blank=True, default="", db_default="")
    state = models.CharField(
        _("state"), max_length=10, choices=States.choices, default=States.READY
    )
    held_reason = models.CharField(
        _("held because"),
        max_length=10,
        choices=HeldReasons.choices,
        default=HeldReasons.NONE,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"))
    first_due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_no = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    possible_duplicate = models.BooleanField(_("possible repeat"), default=False)
    last_code = models.CharField(
        pgettext_lazy("server", "last answer"), max_length=40, blank=True
    )
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="ready"),
                name="hilfe_delivery_due",
            ),
            models.Index(
                fields=["carrier", "body", "next_attempt_at", "id"],
                condition=models.Q(state="ready"),
                name="hilfe_delivery_turns",
            ),
            models.Index(
                fields=["carrier", "next_attempt_at", "id"],
                condition=models.Q(state="ready", kind__in=URGENT_KINDS),
                name="hilfe_delivery_urgent",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state="inflight"),
                name="hilfe_delivery_lease",
            ),
            models.Index(
                fields=["first_due_at"],
                condition=models.Q(state__in=["ready", "inflight"]),
                name="hilfe_delivery_waiting",
            ),
            models.Index(
                fields=["delivered_at"],
                condition=models.Q(possible_duplicate=True),
                name="hilfe_delivery_repeated",
            ),
            models.Index(fields=["body", "claimed_at"], name="hilfe_delivery_pace"),
            models.Index(fields=["state", "-created_at"], name="hilfe_delivery_state"),
            models.Index(fields=["kind", "-created_at"], name="hilfe_delivery_kind"),
            models.Index(fields=["-created_at", "-id"], name="hilfe_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.uuid)[:8]}"

    @property
    def is_void(self) -> bool:
        """Whether its offer was erased, so that only the request to erase may go."""
        is_erased = self.offer is not None and self.offer.erased_at is not None
        return is_erased and self.kind != self.Kinds.ERASED

    @property
    def has_ended(self) -> bool:
        """Whether it brings an offer to a body that does not have it any more."""
        referral = self.referral
        if referral is None or self.kind != self.Kinds.FORWARD:
            return False
        return referral.state not in REFERRALS_IN_HAND


class Attempt(models.Model):
    """One try to send. The row is committed before the first byte leaves.

    An attempt without an outcome is the evidence of a possible repeat. What was used,
    address and text, is kept encrypted.
    """

    class Outcomes(models.TextChoices):
        UNKNOWN = "", _("no outcome")
        DELIVERED = "delivered", _("delivered")
        RETRY = "retry", _("not sent, try again")
        AMBIGUOUS = "ambiguous", _("cut off, perhaps sent")
        PERMANENT = "permanent", _("refused for good")
        RETURNED = "returned", _("given back unsent")
        GONE = "gone", _("receiver is gone")

    #: Without an outcome, or cut off: it may have got through.
    OPEN_ENDED = (Outcomes.UNKNOWN, Outcomes.AMBIGUOUS)

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries")
    lease_no = models.PositiveIntegerField()
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcomes.choices, blank=True, default=""
    )
    code = models.CharField(
        pgettext_lazy("server", "answer"), max_length=40, blank=True
    )
    address = EncryptedTextField(_("address"), blank=True)
    content = EncryptedTextField(_("text"), blank=True)
    detail = EncryptedTextField(pgettext_lazy("server", "answer in full"), blank=True)
    late = models.BooleanField(_("finished after its lease"), default=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["delivery", "lease_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "lease_no"], name="hilfe_attempt_unique"
            )
        ]
        indexes = [
            models.Index(
                fields=["finished_at"],
                condition=models.Q(late=True),
                name="hilfe_attempt_late",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lease_no}: {self.get_outcome_display()}"

"""The address of a body's own system, and the secret that signs what goes there."""

import uuid

from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf

from .bodies import ResponsibleBody
from .encrypted import EncryptedTextField


class Webhook(models.Model):
    """Where offers for one body go instead of by e-mail.

    Nothing but a test goes to an address before the test succeeded; until then, and
    when the address is gone, the body is written to by e-mail.
    """

    class States(models.TextChoices):
        UNTESTED = "untested", _("not tested yet")
        ACTIVE = "active", _("in use")
        GONE = "gone", _("gone: the receiver said so")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.OneToOneField(
        ResponsibleBody, models.CASCADE, related_name="webhook", verbose_name=_("body")
    )
    url = models.CharField(_("address"), max_length=500)
    state = models.CharField(
        _("state"), max_length=10, choices=States.choices, default=States.UNTESTED
    )
    secret = EncryptedTextField(_("secret"))
    old_secret = EncryptedTextField(_("previous secret"), blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(_("tested"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        conf.user_model, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """The host name in lower case; empty if the address has none."""
        return urlsplit(self.url).hostname or ""

    @property
    def carrier(self) -> str:
        """What the breaker and the limit of parallel requests go by."""
        return f"host:{self.host}"[:120]

    def secrets(self, now: datetime) -> list[str]:
        """Secrets that sign at this moment: the new one, and for a while the old."""
        keeps_old = self.old_secret_until is not None and self.old_secret_until > now
        return [self.secret, self.old_secret] if keeps_old else [self.secret]

"""Why something about a body was changed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf

from .bodies import ResponsibleBody
from .encrypted import EncryptedTextField


class BodyNote(models.Model):
    """What somebody wrote when changing how a body is reached, or who stands in for it.

    Encrypted, since it may name an official; Wagtail's log and the revisions hold no
    word of it. ``changed`` names fields, with commas.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        ResponsibleBody, models.CASCADE, related_name="change_notes"
    )
    text = EncryptedTextField(_("note"))
    changed = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        conf.user_model, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note on a body")
        verbose_name_plural = _("notes on bodies")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(_("note"))

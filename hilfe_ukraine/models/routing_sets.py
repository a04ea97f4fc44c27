"""Sets: what was published together, so that it can be taken back together."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf


class RoutingSet(models.Model):
    """Several routings published as one, by a table file or on the matrix screen."""

    class Sources(models.TextChoices):
        TABLE = "table", _("table")
        MATRIX = "matrix", _("matrix")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(_("made by"), max_length=10, choices=Sources.choices)
    name = models.CharField(_("file"), max_length=200, blank=True)
    #: What was done, counted: ``{"rules_added": 3, ...}``, named by the source.
    counts = models.JSONField(_("counts"), default=dict)
    created_at = models.DateTimeField(_("published"))
    created_by = models.ForeignKey(
        conf.user_model,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    reverted_at = models.DateTimeField(_("reverted"), null=True)
    reverted_by = models.ForeignKey(
        conf.user_model,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("reverted by"),
    )

    class Meta:
        verbose_name = _("set of changes")
        verbose_name_plural = _("sets of changes")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at"], name="hilfe_routing_set_list")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.created_at:%Y-%m-%d %H:%M}"


class RoutingSetItem(models.Model):
    """One routing, or one body, of a set: what was there before, and what is since.

    ``before`` is the published content, kept here since revisions may be purged; it is
    null where nothing was published. Revisions are plain numbers for the same reason.
    """

    routing_set = models.ForeignKey(
        RoutingSet, models.CASCADE, related_name="items", verbose_name=_("set")
    )
    #: Official key of the region, or key of the body. No foreign keys: the record of a
    #: set must not count as a use of what it names.
    key = models.CharField(_("key"), max_length=60)
    is_body = models.BooleanField(default=False)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    #: The values written, for a body; a routing has its revision.
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    revision_before = models.BigIntegerField(null=True)
    revision_after = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("part of a set")
        verbose_name_plural = _("parts of a set")
        ordering = ["is_body", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["routing_set", "is_body", "key"], name="hilfe_set_item_unique"
            )
        ]

    def __str__(self) -> str:
        return self.key


class RoutingUpload(models.Model):
    """A table file between its check and its publication; erased after a day.

    Kept here, not in the browser: what was checked is what is published.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        conf.user_model, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(_("uploaded"), db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("uploaded table")
        verbose_name_plural = _("uploaded tables")

    def __str__(self) -> str:
        return str(self.uuid)

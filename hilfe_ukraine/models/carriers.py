"""What carries messages: whether it works, and whether anything may leave at all.

A carrier is the host's own mail relay, or one host that webhooks go to. Many receivers
share one; when it is out of order, nothing is claimed for it and no try is used up.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hilfe_ukraine.conf import conf


#: The carrier of all e-mail.
RELAY = "relay"


class BreakerQuerySet(models.QuerySet):
    def blocking(self, now: datetime) -> "BreakerQuerySet":
        """Breakers that let nothing through: open, or with a probe under way."""
        return self.filter(_holds_back(now))

    def waiting_for_probe(self, now: datetime) -> "BreakerQuerySet":
        """Breakers that were open and let a single row through now."""
        return self.filter(opened_at__isnull=False).exclude(_holds_back(now))


def _holds_back(now: datetime) -> models.Q:
    return models.Q(open_until__gt=now) | models.Q(probe_until__gt=now)


class Breaker(models.Model):
    """How a carrier has done lately. No row: it never failed.

    Open until ``open_until``. After that a single probe goes out, which holds the
    others back until ``probe_until`` or until its result is known. ``trips`` counts
    how often it opened in a row. ``receiver`` is whom the last failure concerned, if
    perhaps only that one is to blame.
    """

    carrier = models.CharField(_("carrier"), max_length=120, unique=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    trips = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(_("out of order since"), null=True, blank=True)
    open_until = models.DateTimeField(_("next try"), null=True, blank=True)
    probe_until = models.DateTimeField(null=True, blank=True)
    # With a default in the database: the version before writes rows without it.
    receiver = models.CharField(max_length=40, blank=True, default="", db_default="")
    last_code = models.CharField(
        pgettext_lazy("server", "last answer"), max_length=40, blank=True
    )

    objects = BreakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["carrier"]

    def __str__(self) -> str:
        return self.carrier


class OutboxStatusQuerySet(models.QuerySet):
    def stopped(self) -> "OutboxStatusQuerySet":
        """The row, if nothing may leave at present."""
        return self.filter(stopped_at__isnull=False)


class OutboxStatus(models.Model):
    """The one row that says whether anything may leave, and who looked last.

    ``swept_at`` is when due messages were last looked for, ``hinted_at`` when hints of
    them were last published, ``digests_at`` when it was last asked whom to write a
    digest, ``lost_at`` when ``lost`` offers were counted. ``restored_at`` is when the
    database was last made safe after a restore: older offers are from the backup.
    """

    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        conf.user_model,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stopped by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    swept_at = models.DateTimeField(_("last sweep"), null=True, blank=True)
    hinted_at = models.DateTimeField(null=True, blank=True)
    digests_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost = models.PositiveIntegerField(default=0)
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of the outbox")
        verbose_name_plural = _("state of the outbox")
        permissions = [("stop_outbox", _("Can stop and resume all sending"))]

    def __str__(self) -> str:
        return str(_("stopped") if self.stopped_at else _("running"))

    @classmethod
    def the_one(cls) -> "OutboxStatus":
        """Return the row; makes it where it is missing."""
        return cls.objects.get_or_create(pk=1)[0]

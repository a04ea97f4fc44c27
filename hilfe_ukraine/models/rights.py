"""Permissions that belong to no row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.Model):  # noqa: DJ008 - there are no rows to name
    """Holds the permissions of roles that must not see the log of offers.

    Wagtail's site history shows the log of a model to everybody who has any permission
    on it. On ``HelpOffer`` these would open the references of all offers to a body's
    staff, the hotline and the press office. No table.
    """

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("enter_helpoffer", _("Can enter and find offers for callers")),
            ("handle_referrals", _("Can handle referrals to own bodies")),
            ("view_figures", _("Can view figures")),
        ]

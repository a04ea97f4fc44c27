"""Why a helper withdraws an offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WithdrawReason(models.TextChoices):
    """Why a helper withdrew it. Free text would be personal data."""

    NONE = "", _("not told")
    GIVEN = "given", _("I help somebody already")
    IMPOSSIBLE = "impossible", _("I cannot help any more")
    TOO_LONG = "too_long", _("It took too long")
    MISTAKE = "mistake", _("I entered it by mistake")
    OTHER = "other", _("Another reason")

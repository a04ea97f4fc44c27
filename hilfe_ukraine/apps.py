"""The app's entry in INSTALLED_APPS."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HilfeUkraineConfig(AppConfig):
    """Everything but the concrete page, which lives in ``hilfe_ukraine.pages``."""

    name = "hilfe_ukraine"
    label = "hilfe_ukraine"
    verbose_name = _("Help for Ukraine")
    default_auto_field = "django.db.models.BigAutoField"

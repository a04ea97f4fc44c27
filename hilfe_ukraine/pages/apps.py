"""The sub-app's entry in INSTALLED_APPS."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HilfeUkrainePagesConfig(AppConfig):
    """Only the concrete page; sites with a custom base page leave this out."""

    name = "hilfe_ukraine.pages"
    label = "hilfe_ukraine_pages"
    verbose_name = _("Help offer pages")
    default_auto_field = "django.db.models.BigAutoField"

"""The app's entry in INSTALLED_APPS."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HilfeUkraineConfig(AppConfig):
    """Everything but the concrete page, which lives in ``hilfe_ukraine.pages``."""

    name = "hilfe_ukraine"
    label = "hilfe_ukraine"
    verbose_name = _("Help for Ukraine")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow Wagtail's publishing, and what a mail service reports of our mail."""
        from wagtail import signals

        from hilfe_ukraine import checks  # noqa: F401 - importing registers them
        from hilfe_ukraine.actions.routing_changed import on_move, on_publication
        from hilfe_ukraine.actions.sending.tracking import follow_anymail

        follow_anymail()

        for signal in (
            signals.published,
            signals.unpublished,
            signals.page_published,
            signals.page_unpublished,
        ):
            signal.connect(on_publication, dispatch_uid="hilfe_ukraine.routing")
        for signal in (signals.page_slug_changed, signals.post_page_move):
            signal.connect(on_move, dispatch_uid="hilfe_ukraine.addresses")

"""Blocks for the StreamFields of a portal."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock, TextBlock

from .embed import embedded_form
from .lookup import page_models


class HelpOfferPageChooserBlock(PageChooserBlock):
    """Takes help offer pages only, whichever model the host uses for them."""

    @cached_property
    def target_models(self) -> list[type[Any]]:
        """Found when they are needed: the host's models may not be loaded yet."""
        return page_models()

    def deconstruct(self) -> tuple[str, Any, Any]:
        """A host's migrations know it as Wagtail's chooser, which stores the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class HelpOfferBlock(StructBlock):
    """Step one of a help offer page, on any other page of the portal.

    Shows nothing but heading and text while the chosen page is not published. The
    page it stands on needs the stylesheet ``hilfe_ukraine/hilfe_ukraine.css``.
    """

    heading = CharBlock(label=_("heading"), required=False, max_length=120)
    text = TextBlock(label=_("text"), required=False, rows=4)
    page = HelpOfferPageChooserBlock(label=_("help offer page"))

    class Meta:
        icon = "form"
        label = _("Offer help")
        template = "hilfe_ukraine/blocks/help_offer.html"

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add ``form``, the rendered step one."""
        context = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        form = embedded_form(page, context.get("request")) if page else ""
        return {**context, "form": form}

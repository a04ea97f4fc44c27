"""The concrete page for sites that use Wagtail's own base page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from hilfe_ukraine.offer_page.mixin import HelpOfferPageMixin
from hilfe_ukraine.offer_page.questions import AbstractOfferQuestion


class HelpOfferPage(HelpOfferPageMixin, Page):
    """The page on which citizens offer help."""

    template = "hilfe_ukraine/offer_page.html"
    content_panels = [*Page.content_panels, *HelpOfferPageMixin.offer_panels]

    class Meta:
        verbose_name = _("help offer page")
        verbose_name_plural = _("help offer pages")


class HelpOfferQuestion(AbstractOfferQuestion):
    """A question an editor added to one page."""

    page = ParentalKey(
        HelpOfferPage, on_delete=models.CASCADE, related_name="questions"
    )

    class Meta(AbstractOfferQuestion.Meta):
        pass

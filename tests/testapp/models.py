"""A host project's own page, built on the mixin as the documentation says."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from hilfe_ukraine.offer_page.mixin import HelpOfferPageMixin
from hilfe_ukraine.offer_page.questions import AbstractOfferQuestion


class OwnOfferPage(HelpOfferPageMixin, Page):
    """What a site with its own page types writes."""

    motto = models.CharField(max_length=80, blank=True)
    template = "hilfe_ukraine/offer_page.html"
    content_panels = [*Page.content_panels, *HelpOfferPageMixin.offer_panels]


class OwnOfferQuestion(AbstractOfferQuestion):
    page = ParentalKey(OwnOfferPage, on_delete=models.CASCADE, related_name="questions")

    class Meta(AbstractOfferQuestion.Meta):
        pass


class EmptyPage(Page):
    """What Wagtail itself costs: the measure for our own pages."""

    template = "testapp/empty_page.html"

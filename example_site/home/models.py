"""Pages of the portal itself. The help offer page comes from the app."""

import datetime

from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from hilfe_ukraine.offer_page.blocks import HelpOfferBlock


TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class HomePage(Page):
    """The start page: one appeal on top, the participation topics below."""

    intro = models.TextField(_("introduction"), blank=True)
    appeal = StreamField(
        [("offer_help", HelpOfferBlock())],
        verbose_name=_("appeal"),
        blank=True,
        max_num=1,
    )

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("appeal"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("start page")

    def topics(self) -> list["TopicPage"]:
        """Published topics anywhere below this page: running, planned, ended."""
        return TopicPage.sorted(TopicPage.objects.descendant_of(self).live())

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "topics": self.topics()}


class TopicIndexPage(Page):
    """All participation topics in one list."""

    intro = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.TopicPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of topics")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        topics = TopicPage.objects.child_of(self).live()
        return {**context, "topics": TopicPage.sorted(topics)}


class TopicPage(Page):
    """One participation topic: what it is about and how long it runs."""

    class Kind(models.TextChoices):
        DIALOGUE = "dialogue", _("Dialogue")
        SURVEY = "survey", _("Survey")
        DISPLAY = "display", _("Display of plans")

    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.DIALOGUE
    )
    organiser = models.CharField(_("organiser"), max_length=200)
    summary = models.TextField(_("summary"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    body = RichTextField(_("text"), features=TEXT_FEATURES)

    parent_page_types = ["home.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("organiser"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("Period")
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("topic")

    def status(self, today: datetime.date | None = None) -> str:
        """``planned``, ``running`` or ``ended``; both days of the period count in."""
        today = today or timezone.localdate()
        if today < self.starts_on:
            return "planned"
        return "running" if today <= self.ends_on else "ended"

    @staticmethod
    def sorted(topics: Iterable["TopicPage"]) -> list["TopicPage"]:
        """Running ones first, then planned, then ended; within them the next end."""
        order = ["running", "planned", "ended"]
        return sorted(topics, key=lambda t: (order.index(t.status()), t.ends_on))


class StaticPage(Page):
    """A page of plain text; with ``in_footer`` it is linked from every page."""

    body = RichTextField(_("text"), features=TEXT_FEATURES)
    in_footer = models.BooleanField(_("link at the foot of every page"), default=True)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("in_footer")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page of text")

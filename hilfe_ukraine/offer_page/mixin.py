"""What makes a page a help offer page.

The mixin is abstract and lives outside the ``pages`` sub-app, or Django would write a
host's own page into this package's migrations.
"""

import uuid

from http import HTTPMethod
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from hilfe_ukraine.models import Category, ResponsibleBody

from .embed import SnippetPanel
from .localize import follow_the_source
from .page_form import HelpOfferPageForm
from .preview import preview_step
from .spam.gate import CaptchaMode
from .steps import show_step


_WORDS = ["bold", "italic", "link", "ol", "ul", "h2", "h3"]


class HelpOfferPageMixin(models.Model):
    """Fields and steps of a help offer page; combine it with any Wagtail page.

    The host adds a question model on ``AbstractOfferQuestion`` with
    ``related_name="questions"``.
    """

    class LegalBases(models.TextChoices):
        PUBLIC_TASK = "public_task", _("public task")
        CONSENT = "consent", _("consent")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intro = RichTextField(_("introduction"), blank=True, features=_WORDS)
    categories = ParentalManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name=_("categories"),
        help_text=_("Kinds of help that can be offered on this page."),
    )
    confirmation_required = models.BooleanField(
        _("e-mail address must be confirmed"),
        default=True,
        help_text=_(
            "An offer with an e-mail address goes on only after the link in the mail "
            "was used. If it has a phone number as well, it goes on after the waiting "
            "time (usually 24 hours) anyway, marked as not confirmed. An offer without "
            "an e-mail address goes on at once, marked as well."
        ),
    )
    captcha = models.CharField(
        _("digits to be typed in"),
        max_length=16,
        choices=CaptchaMode.choices,
        default=CaptchaMode.ALWAYS,
        help_text=_(
            "A picture with digits, also to be listened to, keeps automatic entries "
            "out. It costs everybody a minute, and some people more."
        ),
    )
    fallback_body = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("fallback body"),
        help_text=_("Takes offers for which no rule names anybody."),
    )
    owning_office = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owning office"),
        help_text=_("Is told when an offer has no body."),
    )
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=12,
        choices=LegalBases.choices,
        default=LegalBases.PUBLIC_TASK,
    )
    controller = models.TextField(_("controller"), blank=True)
    recipients = models.TextField(_("kinds of recipients"), blank=True)
    data_protection_officer = models.TextField(_("data protection officer"), blank=True)
    privacy_text = RichTextField(_("data protection"), blank=True, features=_WORDS)
    unconfirmed_days = models.PositiveSmallIntegerField(
        _("keep offers that nobody confirmed for (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Then they are erased. Empty: as long as the portal allows. It counts for "
            "offers that come in from now on."
        ),
    )
    ended_days = models.PositiveSmallIntegerField(
        _("keep offers that have ended for (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Then they are erased. Empty: as long as the portal allows. It counts for "
            "offers that come in from now on."
        ),
    )
    thank_you_text = RichTextField(_("thank-you text"), blank=True, features=_WORDS)
    other_help = RichTextField(_("other ways to help"), blank=True, features=_WORDS)
    hotline = models.CharField(
        _("telephone for people who cannot use the form"), max_length=80, blank=True
    )

    #: Answered by Wagtail before :meth:`serve`; the POST has an address of its own.
    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)

    exclude_fields_in_copy = ["public_id"]
    # Left to itself, wagtail-localize forgets fields such as ``categories``, and lets
    # translators choose another body for the offers of one language.
    override_translatable_fields = follow_the_source(
        "categories",
        "fallback_body",
        "owning_office",
        "unconfirmed_days",
        "ended_days",
    )
    base_form_class = HelpOfferPageForm

    offer_panels = [
        FieldPanel("intro"),
        FieldPanel("categories", widget=CheckboxSelectMultiple),
        FieldPanel("confirmation_required"),
        FieldPanel("captcha"),
        MultiFieldPanel(
            [FieldPanel("fallback_body"), FieldPanel("owning_office")],
            heading=_("Who takes over"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("legal_basis"),
                FieldPanel("controller"),
                FieldPanel("recipients"),
                FieldPanel("data_protection_officer"),
                FieldPanel("privacy_text"),
                FieldPanel("unconfirmed_days"),
                FieldPanel("ended_days"),
            ],
            heading=_("Data protection"),
        ),
        FieldPanel("thank_you_text"),
        FieldPanel("other_help"),
        FieldPanel("hotline"),
        HelpPanel(
            content=_(
                "The form always asks for the kind of help, the postcode, details and "
                "a way to reach the person. Add only what is missing."
            )
        ),
        InlinePanel("questions", heading=_("Further questions"), label=_("question")),
        SnippetPanel(heading=_("The form on other websites"), icon="code"),
    ]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give an alias an id of its own, since Wagtail copies every field to it."""
        if self._state.adding and self.alias_of_id:  # type: ignore[attr-defined]
            self.public_id = uuid.uuid4()
        super().save(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """Keep the address of the form, whatever an older revision or a source says.

        Wagtail updates an alias with the content of the page it mirrors.
        """
        page = super().with_content_json(content)  # type: ignore[misc]
        page.public_id = self.public_id
        return page

    def serve(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Show the step that the parameters of a GET lead to; POST is elsewhere."""
        return show_step(self, request)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Each step can be looked at before it is published."""
        return [
            ("", _("Step one: what and where")),
            ("form", _("Step two: the offer")),
            ("thanks", _("Thank-you page")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Show one step of the draft; writes nothing."""
        return preview_step(self, request, mode_name)

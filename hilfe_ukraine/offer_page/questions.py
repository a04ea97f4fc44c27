"""Questions that editors add with Wagtail's form builder."""

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.forms.models import FORM_FIELD_CHOICES, AbstractFormField
from wagtail.contrib.forms.utils import get_field_clean_name
from wagtail.models import TranslatableMixin

from hilfe_ukraine.models import Category

from .fields import RESERVED_NAMES
from .localize import follow_the_source


# A hidden field asks nothing, and what it sends would be nobody's answer.
_TYPES = [choice for choice in FORM_FIELD_CHOICES if choice[0] != "hidden"]


class AbstractOfferQuestion(TranslatableMixin, ClusterableModel, AbstractFormField):
    """One question of a page, asked for all or only for certain categories.

    Answers are stored under ``translation_key``, so that all languages are one data
    set. Subclasses add ``page``, a ParentalKey with ``related_name="questions"``.
    """

    field_type = models.CharField(
        verbose_name=_("field type"), max_length=16, choices=_TYPES
    )
    field_type.required_on_save = True  # type: ignore[attr-defined]
    categories = ParentalManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name=_("only for these categories"),
        help_text=_("None chosen: the question is asked for all of them."),
    )

    panels = [
        *AbstractFormField.panels,
        FieldPanel("categories", widget=CheckboxSelectMultiple),
    ]

    # Nobody reads it.
    override_translatable_fields = follow_the_source("clean_name")

    class Meta(AbstractFormField.Meta):
        abstract = True
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse labels that would replace one of the form's own fields."""
        super().clean()
        if get_field_clean_name(self.label or "") in RESERVED_NAMES:
            raise ValidationError(
                {"label": _("The form asks this already. Please choose another label.")}
            )

    def is_asked_for(self, category: Category) -> bool:
        """Whether the question belongs to an offer of this category."""
        chosen = {chosen.pk for chosen in self.categories.all()}
        return not chosen or category.pk in chosen

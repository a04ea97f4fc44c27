"""Kinds of help, their words in each language, and the questions they ask."""

import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, RevisionMixin
from wagtail.search import index

from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    QUANTITY,
    STAY_DAYS,
    Question,
)

from .localized import LocalizedText, in_language, words_of


#: Keys stand in addresses, rules and exports, so they are short, plain and for good.
validate_key = RegexValidator(
    r"\A[a-z][a-z0-9_]*\Z",
    _("Use small letters, digits and underscores, starting with a letter."),
)


class Category(RevisionMixin, index.Indexed, ClusterableModel):
    """One kind of help: a single untranslated row, target of every foreign key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(
        _("key"), max_length=40, unique=True, validators=[validate_key]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    asks_period = models.BooleanField(
        _("ask for the period"),
        default=False,
        help_text=_("From when, and how many days, the help is available."),
    )
    asks_quantity = models.BooleanField(
        _("ask for the quantity"),
        default=False,
        help_text=_("For example the number of people who can stay."),
    )
    asks_languages = models.BooleanField(
        _("ask for the languages"),
        default=False,
        help_text=_("Which languages the person speaks, and how well."),
    )
    allows_statewide = models.BooleanField(
        _("possible by phone, online or anywhere in the state"), default=False
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="help_category"
    )

    search_fields = [index.SearchField("key"), index.AutocompleteField("key")]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        text = self.text_in(get_language() or "")
        return words_of(text, "title") if text else self.key

    def text_in(self, language: str) -> "CategoryText | None":
        """Return the words in ``language`` or the nearest there are."""
        return in_language(self.texts.all(), language)

    def asked(self) -> dict[str, Question]:
        """Return what may be asked for this category, by the name of the fact."""
        numbers = [STAY_DAYS] * self.asks_period + [QUANTITY] * self.asks_quantity
        return {
            HELPER: Question(HELPER, HELPER_CHOICES),
            **{name: Question(name) for name in numbers},
            **{
                own.key: Question(own.key, own.choice_keys)
                for own in self.questions.all()
            },
        }


class CategoryText(LocalizedText):
    """The words of a category in one language."""

    parent = ParentalKey(Category, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=80)
    description = models.CharField(_("what belongs here"), max_length=300, blank=True)
    quantity_label = models.CharField(
        _("question for the quantity"), max_length=120, blank=True
    )
    details_help = models.CharField(
        _("what helps us to know"),
        max_length=300,
        blank=True,
        help_text=_("Shown beside the free text of the offer."),
    )

    class Meta(LocalizedText.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "locale"], name="hilfe_category_text_unique"
            )
        ]


class CategoryQuestion(Orderable, ClusterableModel):
    """A question a category asks before routing: a choice, or a whole number.

    ``choices`` are stable keys, one per line; their labels stand in the texts, one
    per line in the same order.
    """

    class Types(models.TextChoices):
        CHOICE = "choice", _("choice")
        NUMBER = "number", _("number")

    parent = ParentalKey(Category, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(_("key"), max_length=40, validators=[validate_key])
    type = models.CharField(
        _("type"), max_length=8, choices=Types.choices, default=Types.CHOICE
    )
    choices = models.TextField(
        _("keys of the choices"), blank=True, help_text=_("One key per line.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "key"], name="hilfe_question_key_unique"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def choice_keys(self) -> tuple[str, ...]:
        """Stable keys of the choices; empty for a number."""
        if self.type == self.Types.NUMBER:
            return ()
        return tuple(line.strip() for line in self.choices.splitlines() if line.strip())

    def clean(self) -> None:
        """Refuse names of the fixed facts, and a choice without choices."""
        super().clean()
        if self.key in (STAY_DAYS, QUANTITY, HELPER):
            raise ValidationError({"key": _("This key is used by the form itself.")})
        if self.type == self.Types.CHOICE and not self.choice_keys:
            raise ValidationError({"choices": _("Enter at least one choice.")})
        for key in self.choice_keys:
            validate_key(key)


class CategoryQuestionText(LocalizedText):
    """The words of a question in one language."""

    parent = ParentalKey(
        CategoryQuestion, on_delete=models.CASCADE, related_name="texts"
    )
    label = models.CharField(_("question"), max_length=160)
    help_text = models.CharField(_("hint"), max_length=300, blank=True)
    choice_labels = models.TextField(
        _("choices"), blank=True, help_text=_("One per line, in the order of the keys.")
    )

    class Meta(LocalizedText.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "locale"], name="hilfe_question_text_unique"
            )
        ]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the choices, in the order of their keys."""
        lines = (line.strip() for line in self.choice_labels.splitlines())
        return tuple(line for line in lines if line)

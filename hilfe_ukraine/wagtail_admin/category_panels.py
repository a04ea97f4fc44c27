"""The form of a category: its words in each language, and what it asks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)

from .category_forms import CategoryForm


_KEY_HELP = _("Stands in addresses and rules; it cannot be changed later.")

_question_panels = [
    FieldRowPanel([FieldPanel("key", help_text=_KEY_HELP), FieldPanel("type")]),
    FieldPanel("choices"),
    InlinePanel(
        "texts",
        [
            FieldPanel("locale"),
            FieldPanel("label"),
            FieldPanel("help_text"),
            FieldPanel("choice_labels"),
        ],
        heading=_("Words of the question"),
        label=_("text"),
    ),
]


_after_the_key = [
    InlinePanel(
        "texts",
        [
            FieldPanel("locale"),
            FieldPanel("title"),
            FieldPanel("description"),
            FieldPanel("quantity_label"),
            FieldPanel("details_help"),
        ],
        heading=_("Words, one entry per language"),
        label=_("text"),
        min_num=1,
    ),
    MultiFieldPanel(
        [
            FieldPanel("asks_period"),
            FieldPanel("asks_quantity"),
            FieldPanel("asks_languages"),
            FieldPanel("allows_statewide"),
        ],
        heading=_("What the form asks"),
    ),
    InlinePanel(
        "questions",
        _question_panels,
        heading=_("Questions that rules can test"),
        label=_("question"),
        help_text=_(
            "They are asked before anything personal, and only where a rule "
            "needs the answer."
        ),
    ),
]


def _handler(key: FieldPanel) -> ObjectList:
    position = FieldPanel("position", help_text=_("Lower numbers stand further up."))
    panels = [FieldRowPanel([key, position]), *_after_the_key]
    return ObjectList(panels, base_form_class=CategoryForm)


new_category = _handler(FieldPanel("key", help_text=_KEY_HELP))
existing_category = _handler(FieldPanel("key", read_only=True))

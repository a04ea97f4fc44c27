"""The form of a region's routing: rules from the top, each with what it needs."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)

from hilfe_ukraine.wagtail_admin.inline_forms import FormInlinePanel

from .condition_forms import ConditionForm, RuleTextForm
from .forms import RoutingForm, RuleForm
from .warnings_panel import RulesPanel, WarningsPanel


_COLUMNS = "hilfe-choices"

_rule_panels = [
    FieldPanel(
        "title",
        help_text=_(
            "One sentence for your colleagues, for example: flats to office A."
        ),
    ),
    FieldPanel("categories", widget=CheckboxSelectMultiple, classname=_COLUMNS),
    FormInlinePanel(
        "conditions",
        [
            FieldPanel("fact"),
            FieldRowPanel([FieldPanel("operator"), FieldPanel("value")]),
        ],
        base_form_class=ConditionForm,
        heading=_("Only if (all conditions together)"),
        label=_("condition"),
    ),
    FieldPanel(
        "outcome",
        help_text=_(
            "Forward: the bodies get the offer. Redirect: the citizen reads where else "
            "to turn, nothing is stored. Keep: the offer is noted until it is needed."
        ),
    ),
    FieldPanel(
        "bodies",
        widget=CheckboxSelectMultiple,
        classname=_COLUMNS,
        help_text=_(
            "For “forward”. If a body has desks, the desk for the place is chosen."
        ),
    ),
    FormInlinePanel(
        "texts",
        [FieldPanel("locale"), FieldPanel("text")],
        base_form_class=RuleTextForm,
        heading=_("Text for the citizen"),
        label=_("text"),
        help_text=_("Needed for “redirect” and “keep”, one per language."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            FieldRowPanel([FieldPanel("decided_by"), FieldPanel("decided_on")]),
            FieldPanel("decision_letter"),
            FieldPanel("note"),
        ],
        heading=_("Validity, and who decided it"),
        classname="collapsed",
    ),
]


def _handler(region: FieldPanel) -> ObjectList:
    return ObjectList(
        [
            WarningsPanel(),
            region,
            HelpPanel(
                content=_(
                    "The first rule that fits decides. Rules of a municipality come "
                    "before those of its district, and these before those of the "
                    "state. If no rule fits, the page's fallback body takes over."
                )
            ),
            RulesPanel(
                "rules",
                _rule_panels,
                base_form_class=RuleForm,
                heading=_("Rules, from the top"),
                label=_("rule"),
                min_num=1,
            ),
            FieldPanel(
                "note", help_text=_("For your colleagues; nobody else sees it.")
            ),
            PublishingPanel(),
        ],
        base_form_class=RoutingForm,
    )


new_routing = _handler(FieldPanel("region"))
existing_routing = _handler(FieldPanel("region", read_only=True))

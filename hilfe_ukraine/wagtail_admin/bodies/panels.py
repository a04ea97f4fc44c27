"""The form of a responsible body: how it is reached, and who stands in for it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from .forms import BodyForm
from .shown_panels import AddressPanel, DesksPanel, NotesPanel, RetirePanel
from .webhook_panel import WebhookPanel


_after_the_key = [
    MultiFieldPanel(
        [
            AddressPanel(),
            FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
            FieldPanel("channel"),
            WebhookPanel(),
            FieldRowPanel(
                [
                    FieldPanel("contact_state"),
                    FieldPanel("confirmed_on"),
                    FieldPanel("confirmed_by"),
                ]
            ),
            FieldPanel("reaction_days"),
        ],
        heading=_("How it is reached"),
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                content=_(
                    "A body that stops working for good is set to “retired”, "
                    "so that old offers still show who had them."
                )
            ),
            FieldPanel("paused_until"),
            FieldPanel("deputy"),
            RetirePanel(),
        ],
        heading=_("When it cannot take offers"),
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                content=_(
                    "Only for a regional desk: rules name the body, and the "
                    "desk for the place gets the offer."
                )
            ),
            DesksPanel(),
            FieldPanel("parent"),
            FieldPanel("region"),
        ],
        heading=_("Regional desks"),
    ),
    InlinePanel(
        "members",
        [FieldPanel("user")],
        heading=_("Staff with an account"),
        label=_("member of staff"),
        help_text=_("They see what was referred to this body and its desks."),
    ),
    MultiFieldPanel(
        [FieldPanel("content_reason"), FieldPanel("note")],
        heading=_("Further"),
        classname="collapsed",
    ),
]


_why = MultiFieldPanel(
    [FieldPanel("change_note"), NotesPanel()], heading=_("Changes and their reasons")
)


def _handler(key: FieldPanel, *more: Panel) -> ObjectList:
    key_and_kind = FieldRowPanel([key, FieldPanel("kind")], classname="hilfe-row")
    names = [FieldPanel("name"), key_and_kind]
    return ObjectList([*names, *_after_the_key, *more], base_form_class=BodyForm)


new_body = _handler(
    FieldPanel(
        "key",
        help_text=_(
            "Stands in exports and tables; it cannot be changed later. Leave it empty, "
            "and it is made of the name."
        ),
    )
)
existing_body = _handler(FieldPanel("key", read_only=True), _why)

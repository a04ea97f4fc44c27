"""The form of a responsible body."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from hilfe_ukraine.actions.body_notes import ASK_WHY
from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.delivery.content import is_possible
from hilfe_ukraine.domain.bodies import (
    ContactState,
    circle_of_deputies,
    state_after_change,
)
from hilfe_ukraine.domain.keys import key_from
from hilfe_ukraine.models import ResponsibleBody


_States = ResponsibleBody.ContactStates
_ADDRESS = {"email", "channel"}
_CONFIRMATION = {"confirmed_on", "confirmed_by"}


class BodyForm(WagtailAdminModelForm):
    """A body that has an e-mail address, whatever its channel.

    "Confirmed" needs a day and a way, and is about one address only; doubt needs a
    reason to end. What decides who gets offers, and where, is changed with a note.
    Everything is compared with what is stored, not with what the browser was shown:
    an earlier version that is restored must pass as well.
    """

    #: Set by ``clean``: the address is another one, so it is not confirmed any more.
    confirmation_taken_back = False

    channel = forms.ChoiceField(
        label=gettext_lazy("How offers are sent"),
        choices=channels.choices,
        initial=EmailChannel.id,
        help_text=gettext_lazy(
            "Choose “Webhook” only after the body has a system that takes them. If it "
            "cannot be reached, offers go by e-mail."
        ),
    )
    change_note = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy(
            "Needed when the address, the way of sending, the state, the pause or the "
            "deputy changes. Who said so, and when? It is stored encrypted, and stands "
            "in the history of the body."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
        _say_what_a_reason_does(self.fields["content_reason"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._make_key()
        self._drop_reason()
        self._take_back_confirmation()
        self._check_confirmation()
        self._check_doubt()
        if not self.cleaned_data.get("email") and "email" not in self.errors:
            # Other channels fall back to it, and letters go there in any case.
            self.add_error("email", _("Enter the address offers are sent to."))
        self._check_pause()
        self._check_deputy()
        if self.asks_why and not self.cleaned_data.get("change_note"):
            words = _("Write why this is changed: who said so, and when.")
            self.add_error("change_note", words)
        return self.cleaned_data

    @cached_property
    def stored(self) -> ResponsibleBody | None:
        """The body as it is in the database; ``None`` for a new one."""
        rows = ResponsibleBody.objects.filter(pk=self.instance.pk)
        return rows.first() if self.instance.pk else None

    @property
    def asks_why(self) -> list[str]:
        """The fields that are changed and must not be without a note."""
        return self._changed(ASK_WHY) if self.stored else []

    def _changed(self, names: Any) -> list[str]:
        """Those of ``names`` that are not as stored."""
        new = self.cleaned_data
        return [
            name
            for name in names
            if name in new and new[name] != getattr(self.stored, name, None)
        ]

    def _make_key(self) -> None:
        """Whoever enters a body has a name for it; a key is for files and programs."""
        if "key" not in self.fields or self.cleaned_data.get("key", "-"):
            return
        taken = set(ResponsibleBody.objects.values_list("key", flat=True))
        key = key_from(self.cleaned_data.get("name", ""), taken)
        self.cleaned_data["key"] = key
        if not key and "name" not in self.errors:
            self.add_error("key", _("Enter a key: none could be made of the name."))

    def _drop_reason(self) -> None:
        """Where the field is shut, nobody could empty it for a private organisation."""
        parent = self.cleaned_data.get("parent")
        kinds = (self.cleaned_data.get("kind"), parent.kind if parent else "")
        is_private = ResponsibleBody.Kinds.ORGANISATION in kinds
        if is_private and self.fields["content_reason"].disabled:
            self.cleaned_data["content_reason"] = ""

    @property
    def _state(self) -> str:
        return self.cleaned_data.get("contact_state", "")

    def _take_back_confirmation(self) -> None:
        if not self.stored or not self._state:
            return
        state = state_after_change(
            ContactState(self._state),
            address_changed=bool(self._changed(_ADDRESS)),
            confirmed_anew=bool(self._changed(_CONFIRMATION)),
        )
        self.confirmation_taken_back = state != self._state
        self.cleaned_data["contact_state"] = state.value

    def _check_confirmation(self) -> None:
        on = self.cleaned_data.get("confirmed_on")
        by = self.cleaned_data.get("confirmed_by")
        if self._state == _States.UNCONFIRMED:
            if self._changed(_CONFIRMATION) and (on or by):
                words = _("Choose “confirmed”, or leave empty when and how it was.")
                self.add_error("contact_state", words)
            self.cleaned_data.update(confirmed_on=None, confirmed_by="")
        elif self._state == _States.CONFIRMED:
            self._check_day(on)
            if not by:
                self.add_error("confirmed_by", _("Enter how, and with whom."))

    def _check_day(self, on: Any) -> None:
        if not on and "confirmed_on" not in self.errors:
            self.add_error("confirmed_on", _("Enter when the address was confirmed."))
        elif on and on > local_date(timezone.now()):
            self.add_error("confirmed_on", _("This day has not come yet."))

    def _check_doubt(self) -> None:
        """Whoever had the form open when mail came back must not end the doubt."""
        if not self.stored or self.stored.contact_state != _States.SUSPECT:
            return
        if self._state == _States.SUSPECT and self._changed(["email"]):
            words = _("The address is another one now: choose its new state.")
            self.add_error("contact_state", words)
        usable = self._state in (_States.CONFIRMED, _States.UNCONFIRMED)
        if usable and not self._is_news():
            words = _(
                "Mail to this address came back. Correct the address, or enter when "
                "and how it was confirmed again."
            )
            self.add_error("confirmed_on", words)

    def _is_news(self) -> bool:
        if self._state == _States.UNCONFIRMED:
            return bool(self._changed(["email"]))
        return bool(self._changed(["email", *_CONFIRMATION]))

    def _check_pause(self) -> None:
        until = self.cleaned_data.get("paused_until")
        is_new = self._changed(["paused_until"]) if self.stored else until
        if is_new and until and until <= local_date(timezone.now()):
            words = _("This pause would be over already. Leave the field empty.")
            self.add_error("paused_until", words)

    def _check_deputy(self) -> None:
        deputy = self.cleaned_data.get("deputy")
        if deputy is None:
            return
        if deputy.pk == self.instance.pk:
            self.add_error("deputy", _("A body cannot stand in for itself."))
        elif deputy.contact_state == _States.RETIRED and self._changed(["deputy"]):
            self.add_error("deputy", _("This body is retired. Choose another one."))
        elif self.instance.pk and (names := self._circle(deputy)):
            words = _(
                "That would go round in a circle: %(names)s. Choose another deputy."
            )
            self.add_error("deputy", words % {"names": " → ".join(names)})

    def _circle(self, deputy: ResponsibleBody) -> list[str]:
        """Return the names on the way back to this body; two statements at most."""
        rows = ResponsibleBody.objects.exclude(deputy=None)
        deputies = {str(pk): str(to) for pk, to in rows.values_list("pk", "deputy")}
        own = str(self.instance.pk)
        way = circle_of_deputies(own, {**deputies, own: str(deputy.pk)})
        named = ResponsibleBody.objects.in_bulk([int(pk) for pk in set(way)])
        return [named[int(pk)].name for pk in way]


def _say_what_a_reason_does(field: forms.Field) -> None:
    """A field that does nothing on this site is shut, and says so; it keeps its text.

    Not on the model: a text that goes by the settings would be a migration each time.
    """
    field.disabled = not is_possible()
    field.help_text = (
        _(
            "Switched off on this portal: e-mails to bodies hold a link only. Those "
            "who run the portal can switch it on in its settings."
        )
        if field.disabled
        else _(
            "Usually empty: e-mails hold a link and no personal data. With a reason "
            "here, they hold the whole offer as well, with name and contact. Only for "
            "public bodies whose address is confirmed. Write why a link is not enough, "
            "who decided it, and when. Each such e-mail is logged."
        )
    )

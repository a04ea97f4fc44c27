"""The state of a body in words: for the list, and for the panel on its form."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from hilfe_ukraine.actions.sending.address_tests import address_tests, why_doubted
from hilfe_ukraine.models import BodyNote, Delivery, ResponsibleBody
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES


_States = ResponsibleBody.ContactStates
NOTES_SHOWN = 10


def body_status(body: ResponsibleBody) -> str:
    """Return for example "paused until 4 March 2022"; a pause says more than a state.

    Retired and in doubt come first: they outlast a pause.
    """
    is_usable = body.contact_state in (_States.UNCONFIRMED, _States.CONFIRMED)
    until = body.paused_until
    if until and is_usable and body.is_paused(timezone.localdate()):
        return _("paused until %(day)s") % {"day": date_format(until)}
    return str(body.get_contact_state_display())


def is_in_use(body: ResponsibleBody) -> bool:
    """Whether the body takes offers today and its address is confirmed."""
    is_paused = body.is_paused(timezone.localdate())
    return body.contact_state == _States.CONFIRMED and not is_paused


@dataclass(frozen=True)
class TestInWords:
    """The last test message; ``answer`` is what a mail server said, if it did."""

    delivery: Delivery
    answer: str


class _BodyPanel(Panel):
    """Shown for a body that exists, to those who may change bodies."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            may = self.request.user.has_perm(CHANGE_BODIES)
            return bool(self.instance.pk and may)

        def url(self, name: str) -> str:
            return reverse(f"hilfe_ukraine_body_{name}", args=[self.instance.uuid])


class AddressPanel(_BodyPanel):
    """Whether mail arrives: the doubt and its reason, and the last test message."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_address.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            body = ResponsibleBody.objects.get(pk=self.instance.pk)
            is_suspect = body.contact_state == _States.SUSPECT
            doubt = why_doubted(body) if is_suspect else None
            return {
                **super().get_context_data(parent_context),
                "body": body,
                "status": body_status(body),
                "is_suspect": is_suspect,
                "doubt": doubt,
                "reason": answer_in_words(doubt.code) if doubt else "",
                "test": _last_test(body),
                "can_test": bool(body.email) and body.contact_state != _States.RETIRED,
                "test_url": self.url("test_address"),
            }


def _last_test(body: ResponsibleBody) -> TestInWords | None:
    row = address_tests(body).first()
    if row is None:
        return None
    code = row.last_code if row.state != Delivery.States.DELIVERED else ""
    return TestInWords(row, answer_in_words(code) if code else "")


class DesksPanel(_BodyPanel):
    """The regional desks of a body, with the way to add one; or whose desk it is."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_desks.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "desks": [
                    (desk, body_status(desk))
                    for desk in self.instance.desks.select_related("region")
                ],
                "is_desk": self.instance.parent_id is not None,
                "add_url": f"{_add_url()}?parent={self.instance.pk}",
            }


class NotesPanel(_BodyPanel):
    """Why things were changed, the newest first."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_notes.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            rows = BodyNote.objects.filter(body=self.instance.pk)
            notes = list(rows.select_related("author")[:NOTES_SHOWN])
            return {
                **super().get_context_data(parent_context),
                "notes": [(note, changed_in_words(note.changed)) for note in notes],
            }


class RetirePanel(_BodyPanel):
    """The way to the page that retires a body and names another one in its place."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_retire.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "replace_url": self.url("replace")}


def changed_in_words(names: str) -> str:
    """Return the labels of fields, for example "e-mail, deputy"."""
    known = {field.name: field for field in ResponsibleBody._meta.fields}
    labels = [
        str(known[name].verbose_name) for name in names.split(",") if name in known
    ]
    return ", ".join(labels)


def _add_url() -> str:
    return reverse("wagtailsnippets_hilfe_ukraine_responsiblebody:add")

"""Panels on the form of a body that show something and hold no field."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from hilfe_ukraine.actions.sending.address_tests import address_tests, why_doubted
from hilfe_ukraine.models import BodyNote, Delivery, ResponsibleBody
from hilfe_ukraine.wagtail_admin.body_urls import bodies_url
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES

from .status import body_status, changed_in_words


_States = ResponsibleBody.ContactStates
_NOTES_SHOWN = 10


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
                "add_url": f"{bodies_url('add')}?parent={self.instance.pk}",
            }


class NotesPanel(_BodyPanel):
    """Why things were changed, the newest first."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_notes.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            rows = BodyNote.objects.filter(body=self.instance.pk)
            notes = list(rows.select_related("author")[:_NOTES_SHOWN])
            return {
                **super().get_context_data(parent_context),
                "notes": [(note, changed_in_words(note.changed)) for note in notes],
            }


class RetirePanel(_BodyPanel):
    """What names a body, and the way to name another one in its place."""

    class BoundPanel(_BodyPanel.BoundPanel):
        template_name = "hilfe_ukraine/admin/body_retire.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {
                **context,
                "replace_url": self.url("replace"),
                "usage_url": bodies_url("usage", self.instance.pk),
                "is_retired": self.instance.contact_state == _States.RETIRED,
            }

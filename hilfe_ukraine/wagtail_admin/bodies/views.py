"""Views of the bodies: their desks beneath them, and every change with its reason."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import HistoryView

from hilfe_ukraine.actions.body_notes import note_body_change
from hilfe_ukraine.actions.routing.body_uses import names_body
from hilfe_ukraine.models import BodyNote, ResponsibleBody
from hilfe_ukraine.wagtail_admin.coverage.scope import may_look
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES
from hilfe_ukraine.wagtail_admin.snippet_views import (
    CreateChangesRouting,
    EditChangesRouting,
    PlainIndexView,
)

from .ask_views import ask_bodies_button


class _NameColumn(TitleColumn):
    """A desk stands indented below its body."""

    cell_template_name = "hilfe_ukraine/admin/desk_cell.html"


class BodyIndexView(PlainIndexView):
    """Bodies by name, each with its desks below it."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        may = self.request.user.has_perm(CHANGE_BODIES)
        own = [ask_bodies_button()] if may else []
        return [*super().header_more_buttons, *own]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering != "name":
            return super().order_queryset(queryset)
        group = Coalesce("parent__name", "name")
        inside = F("parent").asc(nulls_first=True)
        return queryset.order_by(group, inside, "name", "pk")

    def _get_title_column(
        self, field_name: str, column_class: type = _NameColumn, **kwargs: Any
    ) -> Column:
        return super()._get_title_column(
            field_name, column_class, width="32%", **kwargs
        )


class BodyCreateView(CreateChangesRouting):
    """A new body; with ``?parent=`` a desk of that one."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # It is in use at once, so nothing half-typed may be saved.
        self.autosave_enabled = False

    def get_initial_form_instance(self) -> ResponsibleBody | None:
        pk = self.request.GET.get("parent", "")
        bodies = ResponsibleBody.objects.filter(parent=None)
        parent = bodies.filter(pk=pk).first() if pk.isdecimal() else None
        if parent is None:
            return super().get_initial_form_instance()
        return ResponsibleBody(
            parent=parent, kind=parent.kind, reaction_days=parent.reaction_days
        )

    def get_success_buttons(self) -> list[Any]:
        """A new body gets nothing before a rule names it, or its parent's desk."""
        buttons = super().get_success_buttons()
        if may_look(self.request.user) and not self.object.parent_id:
            address = reverse("hilfe_matrix:index")
            buttons.append(messages.button(address, _("Choose what it gets")))
        is_unconfirmed = (
            self.object.contact_state == ResponsibleBody.ContactStates.UNCONFIRMED
        )
        if is_unconfirmed and self.request.user.has_perm(CHANGE_BODIES):
            address = reverse("hilfe_ukraine_ask_bodies")
            buttons.append(messages.button(address, _("Send test messages")))
        return buttons


class BodyEditView(EditChangesRouting):
    """An existing body: what is changed counts at once, and says why."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def save_instance(self) -> Any:
        # Wagtail calls this inside the transaction that saves the row.
        text = self.form.cleaned_data["change_note"]
        changed = self.form.asks_why
        instance = super().save_instance()
        if text:
            note_body_change(
                body=instance,
                changed=changed,
                text=text,
                user=self.request.user,
                now=timezone.now(),
            )
        return instance

    def save_action(self) -> Any:
        response = super().save_action()
        if self.form.confirmation_taken_back:
            words = _(
                "The address, or the way of sending, is another one. It counts as not "
                "confirmed until somebody confirms it; you can send a test message."
            )
            messages.warning(self.request, words)
        retired = ResponsibleBody.ContactStates.RETIRED
        if self.object.contact_state == retired and names_body(self.object):
            return redirect("hilfe_ukraine_body_replace", uuid=self.object.uuid)
        return response

    def get_usage_url(self) -> None:
        """None: beside it Wagtail would say "used 0 times"; see ``BodyUsageView``."""


class BodyHistoryView(HistoryView):
    """Wagtail's history with what was written about each change.

    Notes are encrypted, and for those who may write one: others see no history.
    """

    any_permission_required = ["change"]

    @cached_property
    def columns(self) -> list[Column]:
        column = Column("note", label=gettext_lazy("Note"), accessor=self._note)
        return [*super().columns, column]

    @cached_property
    def _notes(self) -> dict[str, str]:
        rows = BodyNote.objects.filter(body=self.object.pk).only("uuid", "text")
        return {str(note.uuid): note.text for note in rows}

    def _note(self, entry: Any) -> str:
        return self._notes.get(entry.data.get("note", ""), "")

"""What the snippet views of this app share: one menu, two forms, one way to save."""

from typing import Any

import wagtail

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.panels import ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from hilfe_ukraine.actions.routing_changed import routing_changed

from .permissions import POLICIES


class PlainIndexView(IndexView):
    """The list without bulk actions: deleting goes one by one, with a look at uses."""

    # What is too wide for the screen scrolls; see admin.css.
    table_classname = "listing hilfe-list"

    @cached_property
    def columns(self) -> list:
        return super().columns[1:]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Rows that are equal by the chosen column stand on one page only, too."""
        rows = super().order_queryset(queryset)
        return rows.order_by(*rows.query.order_by, "pk")


class ChangesRouting:
    """Put before a create or edit view of what routing is made of."""

    def save_instance(self) -> Any:
        # Wagtail calls this inside the transaction that saves the row.
        instance = super().save_instance()  # type: ignore[misc]
        routing_changed()
        return instance


class CreateChangesRouting(ChangesRouting, CreateView):
    """Create view of bodies and categories."""


class EditChangesRouting(ChangesRouting, EditView):
    """Edit view of bodies and categories."""


class DeleteChangesRouting(DeleteView):
    """Delete view; what is in use seldom gets here (see ``delete_guard``)."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            # Somebody began to use it between the question and the answer.
            words = {"name": self.object}
            messages.error(self.request, _("“%(name)s” is in use now.") % words)
            return redirect(self.index_url_name)

    def delete_action(self) -> None:
        with transaction.atomic():
            super().delete_action()
            routing_changed()


class OurSnippetViewSet(SnippetViewSet):
    """A snippet in our own menu, with another form for rows that exist.

    ``edit_handler`` makes the form of a new row, ``handler_of_existing`` the other one:
    there, what must not change any more is shown, and no field.
    """

    index_view_class = PlainIndexView
    delete_view_class = DeleteChangesRouting
    menu_item_is_registered = True
    copy_view_enabled = False
    list_per_page = 50
    # Search in the database: a few hundred rows need no index, and keys are found too.
    search_backend_name = None
    edit_handler: ObjectList
    handler_of_existing: ObjectList

    if wagtail.VERSION < (8, 0):

        @property
        def permission_policy(self) -> ModelPermissionPolicy:
            return POLICIES[self.model]

    @cached_property
    def _handler_of_existing(self) -> ObjectList:
        return self.handler_of_existing.bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> type:
        if for_update:
            return self._handler_of_existing.get_form_class()
        return super().get_form_class()

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(
            **{"panel": self._handler_of_existing, **kwargs}
        )

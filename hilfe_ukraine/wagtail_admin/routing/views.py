"""Views of the routing snippet: every one of them knows the reach of the user."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import ObjectList
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.widgets import Button, HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, UnpublishView

from hilfe_ukraine.models import RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url
from hilfe_ukraine.wagtail_admin.what_next import ways_to_see

from .copy_links import copy_rules_button, copy_rules_url
from .rule_warnings import warnings_of
from .what_if_views import TITLE


_WARNINGS_TOLD = 8


class WithinReach:
    """Put before any view class: a routing outside the user's reach is refused.

    Wagtail's own views ask only for the permission on the model, so that history,
    usage, compare, unpublish, lock and preview of any region would open.
    """

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if "pk" in kwargs:
            rows = RegionRouting.objects.select_related("region")
            instance = get_object_or_404(rows, pk=unquote(str(kwargs["pk"])))
            actions = self._actions()
            if not ROUTING_POLICY.covers(request.user, instance.region, actions):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def _actions(self) -> list[str]:
        """The permissions that open this view; all of them where it names none."""
        required = getattr(self, "permission_required", None)
        if required:
            return [required]
        any_of = getattr(self, "any_permission_required", None)
        return list(any_of or ["add", "change", "delete", "publish"])


class _RoutingForm:
    """What the forms of a new and of an existing routing share."""

    def is_valid(self, form: ModelForm) -> bool:
        valid = super().is_valid(form)  # type: ignore[misc]
        region = form.cleaned_data.get("region") if valid else None
        if region is None or self.action != "publish":  # type: ignore[attr-defined]
            return valid
        user = self.request.user  # type: ignore[attr-defined]
        if ROUTING_POLICY.covers(user, region, ["publish"]):
            return True
        form.add_error(None, _("You may draft routing for this region, not publish."))
        self.refuse("validation_error", self.get_error_message())  # type: ignore[attr-defined]
        return False

    def refuse(self, code: str, message: str) -> None:
        """Say why the form comes back; Wagtail shows it above the form."""
        self.produced_error_code = code
        self.produced_error_message = message

    def get_success_buttons(self) -> list[Any]:
        buttons = super().get_success_buttons()  # type: ignore[misc]
        if self.action != "publish":  # type: ignore[attr-defined]
            return buttons
        region = {"region": self.object.region.key}  # type: ignore[attr-defined]
        return [*buttons, *ways_to_see(region)]

    def save_action(self) -> HttpResponseBase:
        response = super().save_action()  # type: ignore[misc]
        if self.action in ("publish", "submit"):  # type: ignore[attr-defined]
            tell_warnings(self.request, self.object)  # type: ignore[attr-defined]
        return response


def tell_warnings(request: HttpRequest, routing: RegionRouting) -> None:
    """Show on the next page what is wrong with the rules although it was published."""
    found = warnings_of(routing)
    if not found:
        return
    rest = len(found) - _WARNINGS_TOLD
    if rest > 0:
        more = ngettext("%(count)d more.", "%(count)d more.", rest) % {"count": rest}
        found = [*found[:_WARNINGS_TOLD], more]
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in found))
    messages.warning(
        request,
        format_html("{}<ul>{}</ul>", _("Please look at these points:"), lines),
    )


class RoutingCreateView(_RoutingForm, CreateView):
    """A new routing; where a user may only draft, he may not publish.

    Wagtail's autosave stores the first draft and then turns the form on the screen to
    the edit view. Whoever presses a button in between still posts here: the key of the
    form tells that it is the same routing, and the draft is replaced.
    """

    def get_initial(self) -> dict[str, Any]:
        """Start with the region that a link names, as the coverage report does."""
        region = self.request.GET.get("region", "")
        named = {"region": region} if region.isascii() and region.isdigit() else {}
        return {**super().get_initial(), **named}

    def get_initial_form_instance(self) -> RegionRouting | None:
        draft = self._draft_of_this_form()
        if draft and self.request.POST.get("rules-INITIAL_FORMS") == "0":
            # The form does not know yet that its rows are stored; it brings them all.
            draft.rules = []
        return draft or super().get_initial_form_instance()

    def _draft_of_this_form(self) -> RegionRouting | None:
        """The draft that autosave made of this form, if nobody touched it since."""
        try:
            key = UUID(self.request.POST.get("form_key", ""))
        except ValueError:
            return None
        user = self.request.user
        drafts = RegionRouting.objects.select_related("region").filter(
            uuid=key, live=False, first_published_at=None, latest_revision__user=user
        )
        draft = drafts.first()
        if draft and ROUTING_POLICY.covers(user, draft.region, ["add"]):
            return draft
        return None

    def form_valid(self, form: ModelForm) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except IntegrityError:
            return self._saved_meanwhile(form)

    def _saved_meanwhile(self, form: ModelForm) -> HttpResponseBase:
        """Between check and now: by autosave of this form, or by a colleague."""
        if form.instance.pk is None and self._draft_of_this_form():
            again = self.get_form()
            if self.is_valid(again):
                return super().form_valid(again)
            return self.form_invalid(again)
        taken = form.instance.unique_error_message(RegionRouting, ("region",))
        form.add_error("region", taken)
        self.refuse("validation_error", self.get_error_message())
        return self.form_invalid(form)


class RoutingEditView(_RoutingForm, EditView):
    """An existing routing; a draft that never routed may still change its region."""

    panel_of_draft: ObjectList | None = None

    def get_panel(self) -> ObjectList | None:
        return super().get_panel() if self.object.was_published else self.panel_of_draft

    def get_form_class(self) -> type[ModelForm]:
        return self.panel.get_form_class()

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = routing_url("what_if", self.object.pk)
        return [HeaderButton(TITLE, url=url, icon_name="view")]

    def get_available_actions(self) -> list[str]:
        actions = super().get_available_actions()
        region = self.object.region
        if not ROUTING_POLICY.covers(self.request.user, region, ["publish"]):
            actions = [action for action in actions if action != "publish"]
        return actions

    def is_valid(self, form: ModelForm) -> bool:
        """Refuse once, in words, to save over what somebody else has saved meanwhile.

        The page that says so carries the newer version's number: to save again is then
        a decision. Autosave is refused by Wagtail itself.
        """
        if not self.expects_json_response and self._somebody_else_saved():
            self.refuse("invalid_revision", self._who_saved())
            super().is_valid(form)
            self.refuse("invalid_revision", self._who_saved())
            return False
        return super().is_valid(form)

    def _somebody_else_saved(self) -> bool:
        if self.locked_for_user or not self.latest_revision:
            return False
        is_theirs = self.latest_revision.user_id != self.request.user.pk
        return bool(
            is_theirs and self.action != "cancel-workflow" and self.is_out_of_date
        )

    def _who_saved(self) -> str:
        revision = self.latest_revision
        return _(
            "%(user)s has saved a newer version at %(time)s, so yours was not saved. "
            "Everything you entered is still below. Look at the newer version in the "
            "history in another window; if you save again, yours takes its place and "
            "theirs stays in the history."
        ) % {
            "user": user_display_name(revision.user) or _("Somebody else"),
            "time": date_format(
                timezone.localtime(revision.created_at), "DATETIME_FORMAT"
            ),
        }

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        address = copy_rules_url(self.object)
        return [*super().header_more_buttons, copy_rules_button(address)]


class RoutingUnpublishView(UnpublishView):
    """Unpublishing and the raised routing version become visible together.

    From Wagtail 8.0 on this view does not call the method of the model, which does it.
    """

    def unpublish(self) -> HttpResponseBase | None:
        with transaction.atomic():
            return super().unpublish()

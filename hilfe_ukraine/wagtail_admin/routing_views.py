"""Views of the routing snippet: every one of them knows the reach of the user."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, UnpublishView

from hilfe_ukraine.models import RegionRouting

from .permissions import ROUTING_POLICY
from .routing_urls import routing_url
from .snippet_views import PlainIndexView
from .what_if_views import TITLE


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


class _PublishTogether:
    """Publishing and the raised routing version become visible together."""

    def publish_action(self) -> HttpResponseBase | None:
        with transaction.atomic():
            return super().publish_action()  # type: ignore[misc]


class RoutingCreateView(_PublishTogether, CreateView):
    """A new routing; where a user may only draft, he may not publish."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # There is one routing per region: autosave would make it first, and the
        # button a moment later would be told that the region is taken.
        self.autosave_enabled = False

    def get_initial(self) -> dict[str, Any]:
        """Start with the region that a link names, as the coverage report does."""
        region = self.request.GET.get("region", "")
        named = {"region": region} if region.isascii() and region.isdigit() else {}
        return {**super().get_initial(), **named}

    def is_valid(self, form: ModelForm) -> bool:
        valid = super().is_valid(form)
        if not valid or self.action != "publish":
            return valid
        region = form.cleaned_data["region"]
        if ROUTING_POLICY.covers(self.request.user, region, ["publish"]):
            return True
        form.add_error(None, _("You may draft routing for this region, not publish."))
        self._produce_error()
        return False

    def form_valid(self, form: ModelForm) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except IntegrityError:
            # Saved between the check and now: by autosave, while the button was
            # pressed, or by a colleague.
            taken = form.instance.unique_error_message(RegionRouting, ("region",))
            form.add_error("region", taken)
            self._produce_error()
            return self.form_invalid(form)

    def _produce_error(self) -> None:
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()


class RoutingIndexView(PlainIndexView):
    """The list; from a routing with a newer draft there is a way to its effects."""

    def get_list_more_buttons(self, instance: RegionRouting) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        policy, user = ROUTING_POLICY, self.request.user
        if instance.has_unpublished_changes and policy.user_has_permission_for_instance(
            user, "change", instance
        ):
            url = routing_url("what_if", instance.pk)
            buttons.append(Button(TITLE, url=url, icon_name="view", priority=15))
        return buttons


class RoutingEditView(_PublishTogether, EditView):
    """An existing routing."""

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


class RoutingUnpublishView(UnpublishView):
    """Unpublishing and the raised routing version become visible together."""

    def unpublish(self) -> HttpResponseBase | None:
        with transaction.atomic():
            return super().unpublish()

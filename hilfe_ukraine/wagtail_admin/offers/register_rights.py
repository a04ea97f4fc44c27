"""Who may list and open the rows of a register, as modeladmin and Wagtail ask it."""

from typing import Any

from django.db.models import Model

from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.permissions import VIEW_DELIVERIES, VIEW_OFFERS


class RegisterPermissions:
    """To look at, by those with the one permission to view; never to change.

    modeladmin's own helper opens the list to anybody with any permission on the model.
    """

    view_permission = ""

    def __init__(self, model: Any, inspect_view_enabled: bool = True) -> None:
        self.model = model

    def user_can_list(self, user: Any) -> bool:
        return user.has_perm(self.view_permission)

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        visible = self.model.objects.visible_to(user)
        return self.user_can_list(user) and visible.filter(pk=obj.pk).exists()

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class OfferPermissions(RegisterPermissions):
    view_permission = VIEW_OFFERS


class DeliveryPermissions(RegisterPermissions):
    view_permission = VIEW_DELIVERIES


def url_finder(permissions: RegisterPermissions) -> type:
    """Return the class by which Wagtail finds a row's page for a user."""

    class Finder:
        def __init__(self, user: Any = None) -> None:
            self.user = user

        def get_edit_url(self, instance: Any) -> str | None:
            if self.user and not permissions.user_can_inspect_obj(self.user, instance):
                return None
            return story_url(instance)

    return Finder

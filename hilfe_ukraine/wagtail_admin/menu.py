"""A menu item of the app's own pages, for those who may open them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


def menu_item_for(may_open: Callable[[Any], bool]) -> type[MenuItem]:
    """Return the class of an item that only users see for whom ``may_open`` says so.

    The pages behind it check the right themselves.
    """

    class Item(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return may_open(request.user)

    return Item

"""The address of “Try it”, and its item in the app's own menu, beside routing."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.wagtail_admin.menu import menu_item_for

from .views import TITLE, TryView, may_try


class TryViewSet(ViewSet):
    """One page."""

    name = "hilfe_try"
    url_prefix = "hilfe-ukraine/try"
    icon = "help"
    menu_label = TITLE
    menu_item_class = menu_item_for(may_try)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", TryView.as_view(), name="index")]


try_viewset = TryViewSet()

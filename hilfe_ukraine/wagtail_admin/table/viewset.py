"""The pages of the table in Wagtail's admin, beside the routing."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.wagtail_admin.menu import menu_item_for

from .rights import may_use_tables
from .set_views import RevertView
from .views import TITLE, CheckView, DownloadView, TableView


class TableViewSet(ViewSet):
    """Its menu item stands in the app's own menu."""

    name = "hilfe_table"
    url_prefix = "hilfe-ukraine/table"
    icon = "table"
    menu_label = TITLE
    menu_item_class = menu_item_for(may_use_tables)

    def get_urlpatterns(self) -> list[URLPattern]:
        template = DownloadView.as_view(is_template=True)
        return [
            path("", TableView.as_view(), name="index"),
            path("download/<str:form>/", DownloadView.as_view(), name="download"),
            path("template/<str:form>/", template, name="template"),
            path("check/<uuid:uuid>/", CheckView.as_view(), name="check"),
            path("revert/<uuid:uuid>/", RevertView.as_view(), name="revert"),
        ]


table_viewset = TableViewSet()

"""The addresses of the matrix, and its item in the app's own menu."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.wagtail_admin.coverage.scope import may_look
from hilfe_ukraine.wagtail_admin.menu import menu_item_for

from .steps import PreviewView, PublishView
from .views import TITLE, MatrixView


class MatrixViewSet(ViewSet):
    """Three steps, each with an address; only the first one is ever linked."""

    name = "hilfe_matrix"
    url_prefix = "hilfe-ukraine/matrix"
    icon = "table"
    menu_label = TITLE
    menu_item_class = menu_item_for(may_look)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", MatrixView.as_view(), name="index"),
            path("preview/", PreviewView.as_view(), name="preview"),
            path("publish/", PublishView.as_view(), name="publish"),
        ]


matrix_viewset = MatrixViewSet()

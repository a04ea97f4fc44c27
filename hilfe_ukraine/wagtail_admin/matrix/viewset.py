"""The addresses of the matrix, and its item in the app's own menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.wagtail_admin.coverage.scope import may_look

from .steps import PreviewView, PublishView
from .views import TITLE, MatrixView


class _MatrixMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


class MatrixViewSet(ViewSet):
    """Three steps, each with an address; only the first one is ever linked."""

    name = "hilfe_matrix"
    url_prefix = "hilfe-ukraine/matrix"
    icon = "table"
    menu_label = TITLE
    menu_item_class = _MatrixMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", MatrixView.as_view(), name="index"),
            path("preview/", PreviewView.as_view(), name="preview"),
            path("publish/", PublishView.as_view(), name="publish"),
        ]


matrix_viewset = MatrixViewSet()

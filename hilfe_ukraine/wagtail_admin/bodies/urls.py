"""Where the pages about one body are, in Wagtail's admin."""

from django.urls import URLPattern, path

from .address_test_view import AddressTestView
from .page import BodyPage
from .replace_views import ReplaceView


def body_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for Wagtail's admin."""
    views: dict[str, type[BodyPage]] = {
        "test-address": AddressTestView,
        "replace": ReplaceView,
    }
    return [
        path(
            f"hilfe-ukraine/bodies/<uuid:uuid>/{name}/",
            view.as_view(),
            name=f"hilfe_ukraine_body_{name.replace('-', '_')}",
        )
        for name, view in views.items()
    ]

"""Where the pages about bodies are, in Wagtail's admin."""

from django.urls import URLPattern, path

from .address_test_view import AddressTestView
from .ask_views import ask_bodies_urls
from .one_body import OneBodyView
from .replace_views import ReplaceView
from .webhook_views import webhook_urls


def body_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for Wagtail's admin."""
    views: dict[str, type[OneBodyView]] = {
        "test-address": AddressTestView,
        "replace": ReplaceView,
    }
    about_one = [
        path(
            f"hilfe-ukraine/bodies/<uuid:uuid>/{name}/",
            view.as_view(),
            name=f"hilfe_ukraine_body_{name.replace('-', '_')}",
        )
        for name, view in views.items()
    ]
    return [*ask_bodies_urls(), *about_one, *webhook_urls()]

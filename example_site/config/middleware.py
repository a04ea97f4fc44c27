"""What the portal does differently from Django's own middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware


class PathLocaleMiddleware(LocaleMiddleware):
    """Takes the language from the path, and says so to caches.

    German pages have no prefix, and Django then adds ``Vary: Accept-Language`` although
    the browser's language decides nothing here. A shared cache would keep one copy per
    spelling of that header.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        before = response.headers.get("Vary")
        response = super().process_response(request, response)
        if before is None:
            del response.headers["Vary"]
        else:
            response.headers["Vary"] = before
        return response


# Nothing from elsewhere and no script written into the page.
PUBLIC_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'; img-src 'self' data:"
)
# Wagtail's admin writes scripts and styles into its pages and previews from blobs.
ADMIN_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'; img-src 'self' data: blob:;"
    " script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
)


class ContentSecurityPolicyMiddleware:
    """A policy for everybody and a looser one for the admin, on every Django alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        admin = request.path_info.startswith("/admin/")
        policy = ADMIN_POLICY if admin else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

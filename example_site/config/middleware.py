"""What the portal does differently from Django's own middleware."""

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

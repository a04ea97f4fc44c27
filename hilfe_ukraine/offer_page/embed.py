"""Step one on other pages: of the portal, and as HTML for sites that are not Wagtail.

It is the same plain GET form as on the page itself, without cookie, token or script.
Whatever is missing or wrong in it is said on the page that it leads to.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from wagtail.admin.panels import Panel

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table

from .enquiry import Enquiry
from .page_setup import setup_of
from .site_paths import url_parts
from .steps import category_rows


_ON_THE_PORTAL = "hilfe_ukraine/includes/embedded_step_one.html"
_ELSEWHERE = "hilfe_ukraine/embed/snippet.html"


def embedded_form(page: Any, request: HttpRequest | None = None) -> str:
    """Return the form for a page of the portal; nothing if ``page`` is not published.

    Shows the translation of ``page`` in the active language if it is published. The
    form is written in the language of the page it leads to, and says so.
    """
    page = page.specific.localized
    if not page.live or not url_parts(page, request):
        return ""
    address = page.get_url(request)
    return _render(_ON_THE_PORTAL, page, address, _number(request)) if address else ""


def snippet(page: Any) -> str:
    """Return the form as HTML to be copied, or nothing while ``page`` is not live.

    Absolute address; the categories of this page, in its language. The HTML brings no
    styles: the site that takes it in has its own.
    """
    address = page.full_url if page.live else None
    return _render(_ELSEWHERE, page, address).strip() + "\n" if address else ""


def _number(request: Any) -> str:
    """Count the forms of one page of the portal, so that no id stands there twice."""
    if request is None:
        return ""
    request.hilfe_ukraine_forms = getattr(request, "hilfe_ukraine_forms", 0) + 1
    return f"-{request.hilfe_ukraine_forms}"


def _render(
    template: str, page: Any, address: str | None, number: str = ""
) -> SafeString:
    table = current_table()
    setup = setup_of(page, table)
    language = page.locale.language_code
    with translation.override(language):
        today = local_date(timezone.now())
        enquiry = Enquiry(None, setup=setup, table=table, today=today)
        # The page it stands on may have fields of these names itself.
        enquiry.auto_id = f"hilfe-ukraine-{page.pk}{number}-%s"
        context = {
            "page": page,
            "address": address,
            "language": language,
            "enquiry": enquiry,
            "category_rows": category_rows(enquiry),
        }
        return render_to_string(template, context)


class SnippetPanel(Panel):
    """In the page's editor: the form as HTML, to be copied into other websites."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hilfe_ukraine/admin/embed.html"

        @property
        def snippet(self) -> str:
            return snippet(self.instance) if self.instance.pk else ""

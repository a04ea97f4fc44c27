"""Template tags of the public pages."""

import re

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.offer_page.embed import embedded_form
from hilfe_ukraine.offer_page.languages import marked
from hilfe_ukraine.offer_page.lookup import find_page


register = template.Library()
# ``{{ text|marked }}``: within its language, where the text fell back to another one;
# ``{{ text|marked:"uk" }}`` for a text that does not know its language.
register.filter("marked", marked)
_PHONE_NUMBER = re.compile(r"\+?\d[\d ()/-]{4,18}\d")


@register.simple_tag
def legal_links() -> list[dict[str, str]]:
    """Return the legal links that the host has set, in their usual order."""
    labels = {
        "imprint": _("Imprint"),
        "privacy": _("Data protection"),
        "accessibility": _("Accessibility"),
        "easy_language": _("Easy language"),
        "sign_language": _("Sign language"),
        "feedback": _("Report a barrier"),
    }
    urls = conf.legal_links
    return [
        {"url": urls[name], "label": label}
        for name, label in labels.items()
        if urls.get(name)
    ]


@register.filter
def in_portal_language(text: Any) -> str:
    """Mark a text that is always in the portal's language, such as a body's name."""
    return marked(text, conf.default_language)


@register.filter
def phone_in_one(text: str) -> SafeString:
    """Keep a phone number on one line, which may break at its hyphen otherwise.

    ``text`` may say more than the number, such as the hours.
    """
    whole = r'<span class="hu-phone">\g<0></span>'
    # Escaped, and nothing but this span added.
    return mark_safe(_PHONE_NUMBER.sub(whole, conditional_escape(text)))


@register.simple_tag(takes_context=True)
def help_offer_form(context: Any, page: Any) -> str:
    """Show step one of a help offer page: ``{% help_offer_form "hilfe-ukraine" %}``.

    ``page`` is a help offer page, or the slug of one on this site. Shows nothing if
    there is none that is published.
    """
    request = context.get("request")
    found = find_page(page, request) if isinstance(page, str) else page
    return embedded_form(found, request) if found else ""

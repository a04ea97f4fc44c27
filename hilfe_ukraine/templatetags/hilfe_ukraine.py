"""Template tags of the public pages."""

from django import template
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf


register = template.Library()


@register.simple_tag
def legal_links() -> list[dict[str, str]]:
    """Return the legal links that the host has set, in their usual order."""
    labels = {
        "imprint": _("Imprint"),
        "privacy": _("Data protection"),
        "accessibility": _("Accessibility"),
        "easy_language": _("Easy language"),
        "sign_language": _("Sign language"),
    }
    urls = conf.legal_links
    return [
        {"url": urls[name], "label": label}
        for name, label in labels.items()
        if urls.get(name)
    ]

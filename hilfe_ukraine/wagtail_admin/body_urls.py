"""Addresses of the snippet pages of bodies."""

from django.contrib.admin.utils import quote
from django.urls import reverse

from hilfe_ukraine.models import ResponsibleBody


def bodies_url(view: str = "list") -> str:
    """Return where bodies are listed, or of another view about no certain one."""
    return reverse(f"wagtailsnippets_hilfe_ukraine_responsiblebody:{view}")


def body_url(body: ResponsibleBody) -> str:
    """Return the address of the form of a body."""
    name = "wagtailsnippets_hilfe_ukraine_responsiblebody:edit"
    return reverse(name, args=[quote(body.pk)])

"""Addresses of the snippet pages of bodies."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from hilfe_ukraine.models import ResponsibleBody


def bodies_url(view: str = "list", *pks: Any) -> str:
    """Return where bodies are listed, or the address of another view of them."""
    name = f"wagtailsnippets_hilfe_ukraine_responsiblebody:{view}"
    return reverse(name, args=[quote(pk) for pk in pks])


def body_url(body: ResponsibleBody) -> str:
    """Return the address of the form of a body."""
    return bodies_url("edit", body.pk)

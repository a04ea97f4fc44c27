"""Addresses of the routing snippet's pages."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse


def routing_url(view: str, *pks: Any) -> str:
    """Return the address of a view of the routing snippet, or of one routing."""
    name = f"wagtailsnippets_hilfe_ukraine_regionrouting:{view}"
    return reverse(name, args=[quote(pk) for pk in pks])

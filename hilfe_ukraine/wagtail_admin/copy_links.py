"""Where rules are copied to other regions, and the button that leads there."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button

from hilfe_ukraine.models import RegionRouting


def copy_rules_url(routing: RegionRouting) -> str:
    """Return the address of the page that asks for rules and regions."""
    return reverse(
        "wagtailsnippets_hilfe_ukraine_regionrouting:copy_rules", args=[routing.pk]
    )


def copy_rules_button(address: str) -> Button:
    """Return the entry in the menus of the list and of the form."""
    label = _("Copy rules to other regions")
    return Button(label, url=address, icon_name="copy", priority=15)

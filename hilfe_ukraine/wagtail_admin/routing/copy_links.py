"""Where rules are copied to other regions, and the button that leads there."""

from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button

from hilfe_ukraine.models import RegionRouting
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url


def copy_rules_url(routing: RegionRouting) -> str:
    """Return the address of the page that asks for rules and regions."""
    return routing_url("copy_rules", routing.pk)


def copy_rules_button(address: str) -> Button:
    """Return the entry in the menus of the list and of the form."""
    label = _("Copy rules to other regions")
    return Button(label, url=address, icon_name="copy", priority=15)

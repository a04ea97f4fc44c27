"""What this app adds to Wagtail's admin. Registrations only; what they do is elsewhere.

The policies come first: Wagtail 8 refuses them once a view has asked for one.
"""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from .actions.log import LOG_ACTIONS
from .wagtail_admin.bodies.urls import body_urls
from .wagtail_admin.coverage.viewset import (
    coverage_menu_item,
    coverage_viewset,
    warn_of_gaps,
)
from .wagtail_admin.delete_guard import refuse_deleting_what_is_used
from .wagtail_admin.grants import GrantFormSet
from .wagtail_admin.log_words import ADMIN_LOG_ACTIONS
from .wagtail_admin.offers.act_views import act_urls
from .wagtail_admin.offers.inbox import inbox
from .wagtail_admin.offers.inbox_panel import add_inbox_panel
from .wagtail_admin.offers.route_many_views import route_many_urls
from .wagtail_admin.permissions import permissions_to_offer, register_policies
from .wagtail_admin.routing_pages import ROUTING_PAGES
from .wagtail_admin.stuck.viewset import add_panel, stuck_viewset
from .wagtail_admin.viewsets import register_snippets


register_policies()
register_snippets()

# Not before the policies: the registers ask Wagtail for models at import.
from .wagtail_admin.registers import register_registers  # noqa: E402


register_registers()

hooks.register("register_admin_viewset", lambda: inbox)
hooks.register("register_admin_viewset", lambda: stuck_viewset)
hooks.register("register_admin_viewset", lambda: [*ROUTING_PAGES, coverage_viewset])
hooks.register("register_reports_menu_item", coverage_menu_item)
hooks.register("after_publish_page", warn_of_gaps)
hooks.register("construct_homepage_panels", add_inbox_panel)
hooks.register("construct_homepage_panels", add_panel)
hooks.register("register_admin_urls", act_urls)
hooks.register("register_admin_urls", body_urls)
hooks.register("register_admin_urls", route_many_urls)
hooks.register("register_permissions", permissions_to_offer)
hooks.register("register_group_permission_panel", lambda: GrantFormSet)
hooks.register("before_delete_snippet", refuse_deleting_what_is_used)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for action, (label, message) in {**LOG_ACTIONS, **ADMIN_LOG_ACTIONS}.items():
        actions.register_action(action, label, message)


@hooks.register("insert_global_admin_css")
def add_stylesheet() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}">', static("hilfe_ukraine/admin.css")
    )

"""What must happen when published configuration changes."""

from typing import Any

from hilfe_ukraine.models import RegionRouting, RoutingVersion


def routing_changed() -> None:
    """Make every process compile its routing anew; one or two statements.

    Call it inside the transaction of the change, so that both become visible
    together; after it is right as well, a moment later.
    """
    RoutingVersion.raise_it()


def on_publication(sender: Any, instance: Any, **_: Any) -> None:
    """React to Wagtail's ``published`` and ``unpublished``, of snippets and pages.

    Scheduled and workflow publishing reach us no other way. Pages that take no offers
    are none of our business.
    """
    if isinstance(instance, RegionRouting) or hasattr(instance, "fallback_body_id"):
        routing_changed()

"""What must happen when published configuration changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from hilfe_ukraine.models import RegionRouting, RoutingVersion


def routing_changed() -> None:
    """Make every process compile its routing anew; one or two statements.

    Call it inside the transaction of the change, so that both become visible
    together; after it is right as well, a moment later. Inside :func:`as_one_change`
    it waits for the end of the block.
    """
    asked = _asked.get()
    if asked is None:
        RoutingVersion.raise_it()
    else:
        asked.append(True)


#: Who asked to raise the version within :func:`as_one_change`; ``None`` outside.
_asked: ContextVar[list[bool] | None] = ContextVar("routing_changed", default=None)


@contextmanager
def as_one_change() -> Iterator[None]:
    """Raise the version once for everything that is published within the block.

    Open it inside the transaction. Nothing is raised if the block fails.
    """
    if _asked.get() is not None:
        yield
        return
    asked: list[bool] = []
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)
    if asked:
        RoutingVersion.raise_it()


def on_publication(sender: Any, instance: Any, **_: Any) -> None:
    """React to Wagtail's ``published`` and ``unpublished``, of snippets and pages.

    Scheduled and workflow publishing reach us no other way. Pages that take no offers
    are none of our business.
    """
    if isinstance(instance, RegionRouting) or hasattr(instance, "fallback_body_id"):
        routing_changed()


def on_move(sender: Any, **_: Any) -> None:
    """React to another address of a page: those below it have another one, too.

    Pages link their translations, and keep what they link until something changes.
    """
    routing_changed()

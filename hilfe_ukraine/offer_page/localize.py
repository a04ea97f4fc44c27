"""What wagtail-localize copies without asking translators, where it is installed."""

from typing import Any


try:
    from wagtail_localize.fields import SynchronizedField
except ImportError:
    SynchronizedField = None


def follow_the_source(*names: str) -> list[Any]:
    """Return ``override_translatable_fields`` for fields that no translator changes.

    They have the value of the page that is translated, also when that changes. Empty
    without wagtail-localize.
    """
    if SynchronizedField is None:
        return []
    return [SynchronizedField(name, overridable=False) for name in names]

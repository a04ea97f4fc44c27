"""Reading one setting of this app; what all groups of settings share."""

from typing import Any

from django.conf import settings  # noqa: TID251 - settings are read in here only


class Reader:
    """Gives the value of one setting at the moment it is asked for."""

    def _get(self, name: str, default: Any = None) -> Any:
        return getattr(settings, f"HILFE_UKRAINE_{name}", default)

"""Which channels there are."""

from typing import Any

from hilfe_ukraine.domain.errors import HilfeUkraineError

from .base import Channel
from .email import EmailChannel
from .webhook import WebhookChannel


class UnknownChannel(HilfeUkraineError, LookupError):
    """A row names a channel that nobody registered."""


class Registry:
    """Channels by their id. Tests make their own; a host adds to ``channels``."""

    def __init__(self, *channels: Channel) -> None:
        self._channels: dict[str, Channel] = {}
        for channel in channels:
            self.register(channel)

    def register(self, channel: Channel) -> None:
        """Add a channel; raises ``ValueError`` if its id is taken."""
        if channel.id in self._channels:
            raise ValueError(f"there is a channel {channel.id!r} already")
        self._channels[channel.id] = channel

    def get(self, channel_id: str) -> Channel:
        """Return the channel; raises :class:`UnknownChannel`."""
        try:
            return self._channels[channel_id]
        except KeyError:
            raise UnknownChannel(channel_id) from None

    def choices(self) -> list[tuple[str, Any]]:
        """Return id and label of each, in the order they were registered."""
        return [(key, each.label or key) for key, each in self._channels.items()]

    def ids(self) -> list[str]:
        """Return the ids in the order they were registered."""
        return list(self._channels)


#: The channels of this process. A host registers its own in its ``AppConfig.ready``.
channels = Registry(EmailChannel(), WebhookChannel())

"""The one place that reads settings.

Every property is read when it is used, so that ``override_settings`` works. Names in
the host's settings are the upper-case property names with ``HILFE_UKRAINE_`` before
them; ``docs/reference/settings.md`` lists them, ``checks`` refuses unsafe values.
"""

from .delivery import DeliverySettings
from .host import MailRelay
from .spam import SpamSettings
from .webhooks import WebhookSettings


__all__ = ["Conf", "MailRelay", "conf"]


class Conf(DeliverySettings, WebhookSettings, SpamSettings):
    """Typed access to the settings of this app."""


conf = Conf()

"""How messages leave the system."""

from datetime import timedelta

from django.utils.encoding import punycode

from .host import HostSettings
from .offers import OfferSettings


#: Official key of a state to its code in ISO 3166-2:DE.
ISO_OF_STATE = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}


class DeliverySettings(OfferSettings, HostSettings):
    """Mail, the outbox, webhooks, and what watches over them."""

    @property
    def from_email(self) -> str:
        """Sender of all mails; default: Django's DEFAULT_FROM_EMAIL."""
        return self._get("FROM_EMAIL") or self.default_from_email

    @property
    def message_id_domain(self) -> str:
        """Right side of every Message-ID, in ASCII. Default: the sender's domain."""
        address = self.from_email.rpartition("@")[2].strip("<> ")
        domain = self._get("MESSAGE_ID_DOMAIN") or address or "localhost"
        return domain if domain.isascii() else punycode(domain)

    @property
    def lease(self) -> timedelta:
        """How long a claim lasts. Default: 180 seconds.

        Half of it must be longer than every timeout inside it. Check E009.
        """
        return timedelta(seconds=self._get("LEASE_SECONDS", 180))

    @property
    def smtp_timeout_seconds(self) -> int:
        """Longest wait for one answer of the mail relay. Default: 20. Check E009."""
        return self._get("SMTP_TIMEOUT_SECONDS", 20)

    @property
    def sweep_interval(self) -> timedelta:
        """How often due deliveries are looked for."""
        return timedelta(seconds=self._get("SWEEP_SECONDS", 2))

    @property
    def sweep_batch(self) -> int:
        """At most so many deliveries are handed out per sweep."""
        return self._get("SWEEP_BATCH", 100)

    @property
    def forward_threads(self) -> int:
        """So many messages ``hilfe_forward --loop`` sends at once. Default: 4."""
        return self._get("FORWARD_THREADS", 4)

    @property
    def receiver_rate(self) -> int:
        """At most so many messages a minute go to one body; 0: no limit.

        Default: 60. What is over it waits in the outbox, and holds up nobody else.
        """
        return self._get("RECEIVER_RATE", 60)

    @property
    def bounce_address(self) -> str:
        """Mailbox that undelivered mail comes back to; empty: the sender of the mail.

        ``bounces@example.org`` makes ``bounces+<token>@example.org`` of each mail, so
        the mail server must deliver addresses with a "+" part to that mailbox.
        """
        return self._get("BOUNCE_ADDRESS", "")

    @property
    def content_by_mail(self) -> bool:
        """Whether mails to bodies may hold the offer itself. Default: no. Check E018.

        Each body needs a reason as well, and private organisations never get more
        than a link.
        """
        return self._get("CONTENT_BY_MAIL", False)

    @property
    def holiday_state(self) -> str:
        """State whose public holidays count, as ``SN``. Default: that of the key."""
        return self._get("HOLIDAY_STATE") or ISO_OF_STATE.get(self.state_key, "")

    @property
    def digest_hour(self) -> int:
        """From this hour (portal's time) on the daily digest is sent. Default: 7."""
        return self._get("DIGEST_HOUR", 7)

    @property
    def late_after(self) -> timedelta:
        """A message that waits for so long counts as stuck. Default: 15 minutes."""
        return timedelta(minutes=self._get("LATE_MINUTES", 15))

    @property
    def health_token(self) -> str:
        """Who sends it as ``Authorization: Bearer`` sees figures. Default: nobody."""
        return self._get("HEALTH_TOKEN", "")

    @property
    def erasure_journal(self) -> str:
        """File that notes erased offers (uuids only), for after a restore.

        Keep it where the database's backup does not. Default: none is kept.
        """
        return self._get("ERASURE_JOURNAL", "")

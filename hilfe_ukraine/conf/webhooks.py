"""Where webhooks may go, and how long they may take."""

from datetime import timedelta

from .reading import Reader


class WebhookSettings(Reader):
    """Set by those who run the site; an administrator of the portal cannot."""

    @property
    def webhook_networks(self) -> list[str]:
        """Networks (CIDR) webhooks may go to although they are not public.

        Default: none. Bodies often sit in an intranet of the administration.
        """
        return list(self._get("WEBHOOK_NETWORKS", []))

    @property
    def webhook_ports(self) -> list[int]:
        """Ports webhooks may use. Default: 443."""
        return list(self._get("WEBHOOK_PORTS", [443]))

    @property
    def webhook_proxy(self) -> str:
        """Proxy through which webhooks leave, ``http://host:port``. Default: none.

        Addresses are then resolved and checked by the proxy; see the how-to.
        """
        return self._get("WEBHOOK_PROXY", "")

    @property
    def webhook_ca_file(self) -> str:
        """File with further certificate authorities, for an intranet. Default: none."""
        return self._get("WEBHOOK_CA_FILE", "")

    @property
    def webhook_connect_seconds(self) -> float:
        """Longest wait for a connection. Default: 5."""
        return self._get("WEBHOOK_CONNECT_SECONDS", 5)

    @property
    def webhook_seconds(self) -> float:
        """Longest time for one request in all, answer included. Default: 20."""
        return self._get("WEBHOOK_SECONDS", 20)

    @property
    def webhook_parallel(self) -> int:
        """So many requests at once go to one host. Default: 2."""
        return self._get("WEBHOOK_PARALLEL", 2)

    @property
    def webhook_fallback_after(self) -> timedelta:
        """After so long without success an offer goes by e-mail. Default: 4 hours."""
        return timedelta(hours=self._get("WEBHOOK_FALLBACK_HOURS", 4))

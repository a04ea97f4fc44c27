"""Keys, the site itself, and how long things last."""

from datetime import timedelta

from hilfe_ukraine.domain.retention import Retention

from .reading import Reader


class OfferSettings(Reader):
    """Secrets, the place, offers and their links."""

    @property
    def encryption_keys(self) -> dict[str, str]:
        """Key id to Fernet key (32 bytes, urlsafe base64); the first one encrypts.

        Older ones still decrypt, so that keys can be rotated. No default. An id holds
        letters, digits, "_", "." and "-". Checks E001, E002, E005.
        """
        return self._get("ENCRYPTION_KEYS", {})

    @property
    def index_key(self) -> str:
        """Secret of the blind index by which e-mail and phone are found.

        No default; at least 32 characters. Checks E003, E005.
        """
        return self._get("INDEX_KEY", "")

    @property
    def link_keys(self) -> list[str]:
        """Secrets that sign links and form tokens; the first one signs.

        No default; at least 32 characters each. Checks E004, E005.
        """
        return list(self._get("LINK_KEYS", []))

    @property
    def base_url(self) -> str:
        """Scheme and host in links of mails, without a slash at the end.

        No default; https in production. Checks E006, E007.
        """
        return self._get("BASE_URL", "").rstrip("/")

    @property
    def state_key(self) -> str:
        """Official key of the state the portal is for (2 digits). Default: Saxony."""
        return self._get("STATE_KEY", "14")

    @property
    def phone_region(self) -> str:
        """Country assumed for phone numbers without a country code."""
        return self._get("PHONE_REGION", "DE")

    @property
    def release_after(self) -> timedelta:
        """When an unconfirmed offer that has a phone number goes on (DESIGN 3.6)."""
        return timedelta(hours=self._get("RELEASE_HOURS", 24))

    @property
    def submission_token_age(self) -> timedelta:
        """How long a form may stay open before it must be sent once more."""
        return timedelta(hours=self._get("SUBMISSION_TOKEN_HOURS", 24))

    @property
    def link_age(self) -> timedelta:
        """How long the links in mails work."""
        return timedelta(days=self._get("LINK_DAYS", 90))

    @property
    def link_cooldown(self) -> timedelta:
        """One mail with lost links to an address in this time. Default: an hour."""
        return timedelta(minutes=self._get("LINK_COOLDOWN_MINUTES", 60))

    @property
    def confirm_mails_per_hour(self) -> int:
        """So many requests to confirm go to one address in an hour. Default: 5.

        Beyond that, one mail with the links of all its offers goes instead.
        """
        return self._get("CONFIRM_MAILS_PER_HOUR", 5)

    @property
    def remind_after(self) -> list[timedelta]:
        """When a helper is reminded to confirm. Default: after 1 day and after 5."""
        return [timedelta(days=days) for days in self._get("REMIND_DAYS", [1, 5])]

    @property
    def still_valid_before(self) -> timedelta:
        """So long before an offer expires its helper is asked. Default: 14 days."""
        return timedelta(days=self._get("STILL_VALID_DAYS", 14))

    @property
    def form_cache_seconds(self) -> int:
        """``s-maxage`` of step one while it holds no form and no decision."""
        return self._get("FORM_CACHE_SECONDS", 60)

    @property
    def offer_days(self) -> int:
        """An offer counts as valid for so many days after its last confirmation.

        Default: 275. It must expire, and its helper hear of that, before it is erased:
        these days and those of ended offers make up the longest retention. Check W008.
        """
        return self._get("OFFER_DAYS", 275)

    @property
    def legal_links(self) -> dict[str, str]:
        """Addresses of the pages that every public page links to.

        Keys: imprint, privacy, accessibility, easy_language, sign_language, feedback.
        """
        return self._get("LEGAL_LINKS", {})

    @property
    def retention(self) -> Retention:
        """How long personal data may stay. Defaults: 14, 90 and 365 days.

        Without a confirmation, after the end of an offer, and at the longest since
        the helper last confirmed.
        """
        return Retention(
            unconfirmed=timedelta(days=self._get("RETENTION_UNCONFIRMED_DAYS", 14)),
            ended=timedelta(days=self._get("RETENTION_ENDED_DAYS", 90)),
            longest=timedelta(days=self._get("RETENTION_DAYS", 365)),
        )

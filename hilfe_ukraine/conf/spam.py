"""What keeps automatic entries out."""

import shutil

from datetime import timedelta
from functools import cache

from .reading import Reader


_PARTS = "hilfe_ukraine.offer_page.spam.parts"


class SpamSettings(Reader):
    """The parts that look at a form, their limits, and the captcha."""

    @property
    def spam_parts(self) -> list[str]:
        """Dotted paths of the parts that are asked, in this order. Check E017."""
        usual = [f"{_PARTS}.{name}" for name in ("honeypot", "minimum_time")]
        return list(self._get("SPAM_PARTS", [*usual, f"{_PARTS}.rate_limit"]))

    @property
    def least_time(self) -> timedelta:
        """A form that comes back sooner was not filled in by a person."""
        return timedelta(seconds=self._get("SPAM_SECONDS", 5))

    @property
    def posts_per_hour(self) -> int:
        """So many forms may come from one address in an hour without a suspicion."""
        return self._get("SPAM_POSTS_PER_HOUR", 20)

    @property
    def address_meta(self) -> str:
        """Name in ``request.META`` under which the visitor's address stands."""
        return self._get("SPAM_ADDRESS_META", "REMOTE_ADDR")

    @property
    def duplicate_days(self) -> int:
        """An equal offer of so many days before is mentioned in the mail. 0: never."""
        return self._get("DUPLICATE_DAYS", 180)

    @property
    def captcha_minutes(self) -> int:
        """How long a captcha can be answered; more than 20 hours (WCAG 2.2.1)."""
        return self._get("CAPTCHA_MINUTES", 24 * 60)

    @property
    def espeak(self) -> str:
        """The program that speaks the digits; ``""`` for none. Check W006.

        Default: ``espeak-ng``, where it is found in the ``PATH``.
        """
        program = self._get("ESPEAK")
        return _espeak_in_path() if program is None else program


@cache
def _espeak_in_path() -> str:
    """Looked for once, since each form asks."""
    return shutil.which("espeak-ng") or ""

"""Whether a form that came back is asked for the captcha, and what came of it.

One solved captcha opens the gate for one form: its row is spent by the transaction
that stores the offer, or, if another field was wrong, bound to the form, which then
carries a signed pass. Neither opens it for a second form, in a race either.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.offer_page import captcha
from hilfe_ukraine.offer_page.fields import CAPTCHA, PASSED, TRAP
from hilfe_ukraine.offer_page.ticket import Ticket, give_pass, has_passed

from .parts import Suspicion, Visit, chosen_parts, honeypot, suspect


class CaptchaMode(models.TextChoices):
    """When a page asks for the captcha."""

    ALWAYS = "always", gettext_lazy("always")
    ON_SUSPICION = "on_suspicion", gettext_lazy("only if an entry looks automatic")
    NEVER = "never", gettext_lazy("never")


def trap_of(page: Any) -> str:
    """Return the name of the field for robots, ``""`` where it would tell nothing."""
    if page.captcha == CaptchaMode.ALWAYS or honeypot not in chosen_parts():
        return ""
    return TRAP


class Gate:
    """What one form must pass.

    ``posted`` is what was typed, ``address`` where it came from.
    """

    def __init__(
        self,
        page: Any,
        posted: Mapping[str, Any],
        *,
        address: str,
        ticket: Ticket,
        now: datetime,
    ) -> None:
        self._mode, self._posted, self._address = page.captcha, posted, address
        self._ticket, self._now = ticket, now
        self.passed = has_passed(ticket, posted.get(PASSED, ""), now)

    @cached_property
    def suspicion(self) -> Suspicion | None:
        """What the parts say; they are not asked where it would change nothing."""
        if self.passed or self._mode == CaptchaMode.ALWAYS:
            return None
        opened_at = self._ticket.opened_at
        return suspect(Visit(self._posted, self._address, opened_at, self._now))

    @property
    def asks_captcha(self) -> bool:
        """Whether the form must come with a solved captcha."""
        if self.passed or self._mode == CaptchaMode.NEVER:
            return False
        if self._mode == CaptchaMode.ALWAYS or self.suspicion:
            return True
        return f"{CAPTCHA}_0" in self._posted

    @property
    def asks_once_more(self) -> bool:
        """Whether the form must be sent once more, since the page has no captcha."""
        return self._mode == CaptchaMode.NEVER and self.suspicion is not None

    @property
    def notice(self) -> str:
        """What is said about it above the form, or ``""``."""
        if self.asks_once_more:
            return _(
                "We could not tell whether this form was filled in by a person. Please "
                "check it and send it once more. Nothing you wrote is lost."
            )
        if self.suspicion and f"{CAPTCHA}_0" not in self._posted:
            return _(
                "We could not tell whether this form was filled in by a person. Please "
                "enter the digits at its end. Nothing you wrote is lost."
            )
        return ""

    def settle(self, form: Form) -> str:
        """Return the pass of a form that is shown again, or ``""``.

        A captcha that was solved leaves the form, a wrong one gets its error. At most
        two statements.
        """
        if self.passed or self.asks_once_more:
            return give_pass(self._ticket)
        if CAPTCHA not in form.fields or CAPTCHA in form.errors:
            return ""
        key, answer = form.cleaned_data[CAPTCHA]
        if not captcha.bind(key, answer, self._ticket.uuid, self._now):
            self.refuse(form)
            return ""
        del form.fields[CAPTCHA]
        return give_pass(self._ticket)

    def spend(self, form: Form) -> Callable[[], bool]:
        """Return what uses the captcha up, to be called in the transaction."""
        if not self.asks_captcha:
            return lambda: True
        key, answer = form.cleaned_data[CAPTCHA]
        return partial(captcha.spend, key, answer, self._ticket.uuid, self._now)

    def refuse(self, form: Form) -> None:
        """Say that the digits were wrong, and forget them, so that none are guessed."""
        captcha.drop(form.cleaned_data[CAPTCHA][0])
        form.add_error(
            CAPTCHA,
            _(
                "These are not the digits, or their time is over. Please enter "
                "the new ones."
            ),
        )

"""django-simple-captcha, made accessible and sound.

As shipped, its field has no label, its picture says "captcha", it speaks English only,
it ends after five minutes, its challenge comes from a predictable generator and one
solved challenge can be used by several posts at once. Here digits come from
``secrets`` and are spoken in the page's language, time is a day, and an answer is spent
by one DELETE inside the transaction that stores the offer, or bound to one form by one
UPDATE. The rows, the picture and the field names ``captcha_0`` and ``captcha_1`` stay
those of the library.
"""

import secrets
import uuid

from datetime import datetime, timedelta
from typing import Any

from captcha.conf import settings as captcha_settings
from captcha.fields import BaseCaptchaTextInput
from captcha.models import CaptchaStore
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import conf


_DIGITS = 5


def new_challenge(now: datetime) -> str:
    """Store a new challenge of five digits and return its key; one statement."""
    digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    key = secrets.token_hex(20)
    CaptchaStore(
        challenge=digits,
        response=digits,
        hashkey=key,
        expiration=now + timedelta(minutes=conf.captcha_minutes),
    ).save(force_insert=True)
    return key


def spend(key: str, answer: str, form: uuid.UUID, now: datetime) -> bool:
    """Use up an answer; true for exactly one form, however many come at once.

    ``form`` is the one it was typed into. Call it inside the transaction that stores
    what the answer is for. A wrong answer leaves the row to be dropped by :func:`drop`
    after the rollback.
    """
    deleted, _details = _answered(key, answer, form, now).delete()
    return deleted == 1


def bind(key: str, answer: str, form: uuid.UUID, now: datetime) -> bool:
    """Let a right answer count for this form only; true as often as this form asks.

    For a form that must be shown again: a second click finds the row bound to the same
    form, another form finds no answer that fits. One statement.
    """
    return _answered(key, answer, form, now).update(response=form.hex) == 1


def _answered(
    key: str, answer: str, form: uuid.UUID, now: datetime
) -> QuerySet[CaptchaStore]:
    # An answer that is typed is never as long as the name of a form.
    return CaptchaStore.objects.filter(
        hashkey=key, response__in=(answer, form.hex), expiration__gt=now
    )


def drop(key: str) -> None:
    """Forget a challenge that was answered wrongly, so that it is not guessed."""
    if "\0" in key:
        return  # PostgreSQL takes none in a text.
    CaptchaStore.objects.filter(hashkey=key).delete()


def is_open(key: str, now: datetime) -> bool:
    """Whether the challenge can still be answered."""
    rows = CaptchaStore.objects.filter(hashkey=key, expiration__gt=now)
    return rows.filter(response=F("challenge")).exists()


class CaptchaInput(BaseCaptchaTextInput):
    """The picture, and a text input that a label can name."""

    template_name = "hilfe_ukraine/widgets/captcha.html"
    use_fieldset = False

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        """Keep a challenge that is still open, else make a new one."""
        key, answer = value if isinstance(value, list) else (None, "")
        now = timezone.now()
        # The key comes from a hidden field, where anything may stand.
        if not key or "\0" in key or not is_open(key, now):
            key, answer = new_challenge(now), ""
        self._key = key
        context = super().get_context(name, [key, answer], attrs)
        hidden, text = context["widget"]["subwidgets"]
        for attribute in ("required", "aria-describedby", "aria-invalid"):
            hidden["attrs"].pop(attribute, None)
        text["attrs"].update(inputmode="numeric", maxlength=20, size=8)
        context["image"] = self.image_url()
        context["audio"] = self.audio_url()
        return context

    def image_url(self) -> str:
        """The large picture, unless the host has switched it off."""
        large = captcha_settings.CAPTCHA_2X_IMAGE
        name = "captcha-image-2x" if large else "captcha-image"
        return reverse(name, kwargs={"key": self._key})

    def audio_url(self) -> str:
        """Where the digits are spoken in the page's language; empty if nowhere."""
        if not conf.espeak:
            return ""
        words = {"key": self._key, "language": get_language() or conf.default_language}
        return reverse("hilfe_ukraine:captcha_audio", kwargs=words)

    def decompress(self, value: Any) -> list[Any]:
        return value or [None, ""]


def _label() -> Any:
    if conf.espeak:
        return _("Which digits do you see or hear?")
    return _("Which digits do you see in the picture?")


def _complaint() -> Any:
    if conf.espeak:
        return _("Enter the digits that you see or hear.")
    return _("Enter the digits from the picture.")


class CaptchaField(forms.MultiValueField):
    """Takes key and answer apart; whether the answer is right is asked by ``spend``."""

    widget = CaptchaInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=(forms.CharField(max_length=40), forms.CharField(max_length=20)),
            require_all_fields=True,
            label=_label(),
            help_text=_("This protects the form against automatic entries."),
            error_messages={"required": _complaint()},
            **kwargs,
        )

    def compress(self, data_list: list[str]) -> tuple[str, str] | None:
        """Return key and answer, without the blanks people put between digits."""
        if not data_list:
            return None
        key, answer = data_list
        return key, "".join(answer.split())

"""django-simple-captcha, made accessible and sound.

As shipped, its field has no label, its picture says "captcha", it ends after five
minutes, its challenge comes from a predictable generator and one solved challenge can
be used by several posts at once. Here digits come from ``secrets``, time is an hour,
the answer is asked for only when all else is right, and it is spent by one DELETE
inside the transaction that stores the offer. The rows, the picture and the field names
``captcha_0`` and ``captcha_1`` stay those of the library.
"""

import secrets

from datetime import datetime, timedelta
from typing import Any

from captcha.fields import BaseCaptchaTextInput
from captcha.models import CaptchaStore
from django import forms
from django.utils import timezone
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


def spend(key: str, answer: str, now: datetime) -> bool:
    """Use up an answer; true for exactly one caller, however many come at once.

    Call it inside the transaction that stores what the answer is for. A wrong answer
    leaves the row to be dropped by :func:`drop` after the rollback.
    """
    deleted, _details = CaptchaStore.objects.filter(
        hashkey=key, response=answer, expiration__gt=now
    ).delete()
    return deleted == 1


def drop(key: str) -> None:
    """Forget a challenge that was answered wrongly, so that it is not guessed."""
    CaptchaStore.objects.filter(hashkey=key).delete()


def is_open(key: str, now: datetime) -> bool:
    """Whether the challenge can still be answered."""
    return CaptchaStore.objects.filter(hashkey=key, expiration__gt=now).exists()


class CaptchaInput(BaseCaptchaTextInput):
    """The picture, and a text input that a label can name."""

    template_name = "hilfe_ukraine/widgets/captcha.html"
    use_fieldset = False

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        """Keep a challenge that is still open, else make a new one."""
        key, answer = value if isinstance(value, list) else (None, "")
        now = timezone.now()
        # The key comes from a hidden field; PostgreSQL takes no NUL in a text.
        if not key or "\0" in key or not is_open(key, now):
            key, answer = new_challenge(now), ""
        self._key = key
        context = super().get_context(name, [key, answer], attrs)
        hidden, text = context["widget"]["subwidgets"]
        for attribute in ("required", "aria-describedby", "aria-invalid"):
            hidden["attrs"].pop(attribute, None)
        text["attrs"].update(inputmode="numeric", maxlength=20)
        context["image"] = self.image_url()
        return context

    def decompress(self, value: Any) -> list[Any]:
        return value or [None, ""]


class CaptchaField(forms.MultiValueField):
    """Takes key and answer apart; whether the answer is right is asked by ``spend``."""

    widget = CaptchaInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=(forms.CharField(max_length=40), forms.CharField(max_length=20)),
            require_all_fields=True,
            label=_("Which digits do you see in the picture?"),
            help_text=_("This protects the form against automatic entries."),
            error_messages={"required": _("Enter the digits from the picture.")},
            **kwargs,
        )

    def compress(self, data_list: list[str]) -> tuple[str, str] | None:
        """Return key and answer, without the blanks people put between digits."""
        if not data_list:
            return None
        key, answer = data_list
        return key, "".join(answer.split())

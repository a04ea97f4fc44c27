"""Checks of what keeps automatic entries out."""

import shutil

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from hilfe_ukraine.conf import conf

from .tag import TAG


@register(TAG)
def check_spam_parts(**_: Any) -> list[CheckMessage]:
    """A wrong name would be found only when the first offer is sent."""
    return [
        Error(
            f"HILFE_UKRAINE_SPAM_PARTS names {path!r}, which is no part.",
            hint="Name functions that take a Visit, by their dotted paths; see "
            "docs/how-to/protect-against-spam.md.",
            id="hilfe_ukraine.E017",
        )
        for path in conf.spam_parts
        if not _is_callable(path)
    ]


@register(TAG, deploy=True)
def check_espeak(**_: Any) -> list[CheckMessage]:
    """Without it, people who cannot see the picture cannot send an offer."""
    if shutil.which(conf.espeak) if conf.espeak else conf.debug:
        return []
    return [
        Warning(
            "The digits of the captcha cannot be spoken: espeak-ng was not found.",
            hint="Install the package espeak-ng, or name the program in "
            "HILFE_UKRAINE_ESPEAK. Where no page asks for the captcha, silence this.",
            id="hilfe_ukraine.W006",
        )
    ]


def _is_callable(path: Any) -> bool:
    try:
        return callable(import_string(path))
    except (ImportError, AttributeError, TypeError):
        return False

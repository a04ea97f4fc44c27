"""Languages and levels in words, in the language that is active."""

from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.languages import Level


def language_name(code: str) -> str:
    """Return what the language is called; its code if nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def reply_language(code: str) -> str:
    """Return the name of a helper's language, such as "Ukrainisch".

    ``""`` if it is the portal's own language: nobody needs to be told.
    """
    return "" if code == conf.default_language else language_name(code)


@cache
def other_languages(active: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names of all languages Django knows, in order of the names.

    ``active`` is the language that is active: the names are in it, and kept for it.
    Variants of one country are left out, since people speak English, not ``en-gb``.
    """
    codes = [code for code, info in LANG_INFO.items() if "name" in info]
    spoken = [code for code in codes if "-" not in code or code == "zh-hans"]
    named = [(code, language_name(code)) for code in spoken]
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


def spoken_words(code: str, level: Level) -> str:
    """Return a language and how well it is spoken, such as "Ukrainisch: gut"."""
    return f"{language_name(code)}: {level_words(level)}"


def level_words(level: Level) -> str:
    """Return the level as people and offices say it."""
    match level:
        case Level.NATIVE:
            return _("mother tongue")
        case Level.FLUENT:
            return _("fluent (C1 or C2)")
        case Level.GOOD:
            return _("good (B1 or B2)")
        case Level.BASIC:
            return _("a little (A1 or A2)")

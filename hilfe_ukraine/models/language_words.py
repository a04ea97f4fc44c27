"""Languages and levels in words, in the language that is active."""

from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, gettext_noop
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.languages import Level, alphabetical


#: Spoken by those who come and those who help, and unknown to Django; or known to it by
#: a name that it has not translated, or that the people do not use for themselves.
_NAMES = {
    "af": gettext_noop("Afrikaans"),
    "am": gettext_noop("Amharic"),
    "be": gettext_noop("Belarusian"),
    "gsg": gettext_noop("German Sign Language"),
    "ht": gettext_noop("Haitian Creole"),
    "kab": gettext_noop("Kabyle"),
    "nl": gettext_noop("Dutch"),
    "no": gettext_noop("Norwegian"),
    "prs": gettext_noop("Dari"),
    "ps": gettext_noop("Pashto"),
    "rom": gettext_noop("Romani"),
    "so": gettext_noop("Somali"),
    "ti": gettext_noop("Tigrinya"),
    "zh": gettext_noop("Chinese"),
}
#: Ways to write another one of the list, or made for other ends than to help.
_NOT_SPOKEN = {"eo", "ia", "io", "nb", "nn"}


def language_name(code: str) -> str:
    """Return what the language is called; its code if nobody knows it."""
    if code in _NAMES:
        return _(_NAMES[code])
    try:
        return str(get_language_info(code)["name_translated"]).strip()
    except KeyError:
        return code


def reply_language(code: str) -> str:
    """Return the name of a helper's language, such as "Ukrainisch".

    ``""`` if it is the portal's own language: nobody needs to be told.
    """
    return "" if code == conf.default_language else language_name(code)


@cache
def other_languages(active: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names of the languages people speak, in order of the names.

    ``active`` is the language that is active: the names are in it, and kept for it.
    Variants of one country are left out, since people speak English, not ``en-gb``.
    """
    known = {code for code, info in LANG_INFO.items() if "name" in info}
    spoken = {code for code in known - _NOT_SPOKEN if "-" not in code}
    named = [(code, language_name(code)) for code in spoken | _NAMES.keys()]
    return tuple(sorted(named, key=lambda pair: alphabetical(pair[1])))


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

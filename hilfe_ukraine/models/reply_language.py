"""In which language a helper wants to be answered, in words for clerks."""

from django.utils.translation import get_language_info

from hilfe_ukraine.conf import conf


def reply_language(code: str) -> str:
    """Return the name of a helper's language in the active one, such as "Ukrainisch".

    ``""`` if it is the portal's own language: nobody needs to be told.
    """
    return "" if code == conf.default_language else translated_name(code)


def translated_name(code: str) -> str:
    """Return the name of a language in the active one, or its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code

"""In which language a helper wants to be answered, in words for clerks."""

from hilfe_ukraine.conf import conf

from .language_words import language_name


def reply_language(code: str) -> str:
    """Return the name of a helper's language in the active one, such as "Ukrainisch".

    ``""`` if it is the portal's own language: nobody needs to be told.
    """
    return "" if code == conf.default_language else language_name(code)

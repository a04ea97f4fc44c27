"""Logs without personal data: addresses and signed links are masked as text is made."""

import logging
import re


EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What follows the name of a view that takes a signed token.
_VIEWS = "thanks|again|confirm|manage|answer|list|address|email"
SIGNED_LINK = re.compile(rf"/({_VIEWS})/[^/\s\"']+")


def mask(text: str) -> str:
    """``text`` without e-mail addresses and without link tokens.

    >>> mask("Not Found: /hilfe/answer/abc:def/ from erika@example.org")
    'Not Found: /hilfe/answer/***/ from ***@***'
    """
    return SIGNED_LINK.sub(r"/\1/***", EMAIL.sub("***@***", text))


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that tracebacks and arguments are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))

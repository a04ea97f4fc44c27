"""What a citizen reads: errors, where they lead, and the language of the page."""

import html
import re

from html.parser import HTMLParser
from typing import Any

from django.utils import translation


class _PageParser(HTMLParser):
    """Collects ids, what they describe, links of the error summary, and messages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.describing: set[str] = set()
        self.lang = ""
        self.links: list[list[str]] = []
        self.beside: dict[str, str] = {}
        self._in_summary = self._in_link = False
        self._error_id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        values = dict(attrs)
        element_id = values.get("id") or ""
        if element_id:
            self.ids.append(element_id)
        self.describing.update((values.get("aria-describedby") or "").split())
        if tag == "html":
            self.lang = values.get("lang", "")
        if values.get("role") == "alert" and tag == "div":
            self._in_summary = True
        if tag == "a" and self._in_summary:
            self._in_link = True
            self.links.append([values["href"].removeprefix("#"), ""])
        if tag == "p" and element_id.endswith("_error"):
            self._error_id = element_id
            self.beside[element_id] = ""

    def handle_data(self, data: str) -> None:
        if self._in_link:
            self.links[-1][1] += data
        if self._error_id:
            self.beside[self._error_id] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_link = self._in_link and tag != "a"
        if tag == "p":
            self._error_id = ""
        if tag == "div":
            self._in_summary = False


def read_page(response: Any) -> _PageParser:
    parser = _PageParser()
    parser.feed(response.content.decode())
    return parser


def complaints(response: Any) -> dict[str, str]:
    """Return the errors of a page, by the id of the element they lead to.

    Checks what must be so for every error: one alert lists it, its link leads to an
    element of the page, it stands beside the field as well and is read out with it, and
    no id is there twice, or named and not there.
    """
    page = read_page(response)
    assert page.links, response.content.decode()
    assert sorted(set(page.ids)) == sorted(page.ids)
    assert page.describing <= set(page.ids)
    assert page.beside.keys() <= page.describing
    for target, message in page.links:
        assert target in page.ids, target
        field = re.sub(r"_\d+$", "", target)
        beside = page.beside.get(f"{target}_error") or page.beside[f"{field}_error"]
        # The summary may name the field before the message.
        alone = message.partition(": ")[2] or message
        assert message in beside or alone in beside
    return dict(page.links)


def says(response: Any, message: str, language: str = "de") -> bool:
    """Whether the page holds this text of the source, in its language."""
    with translation.override(language):
        words = html.escape(translation.gettext(message))
    return words in response.content.decode()


def in_german(message: str) -> str:
    """Return a text of the source as the German pages say it."""
    with translation.override("de"):
        return translation.gettext(message)


def messages(form: Any) -> dict[str, list[str]]:
    """What a form complains of, by the names of its fields."""
    return {name: list(errors) for name, errors in form.errors.items()}

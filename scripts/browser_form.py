"""A browser's part of the work: find the form in a page, fill it, know what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """An input, select or textarea; of radio buttons and options the first counts."""

    name: str
    kind: str
    value: str = ""
    autocomplete: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as it stands in the page."""

    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What would be sent. ``answers`` are keyed by name, autocomplete or kind.

        Boxes are ticked, of choices the first is taken, the rest stays as it is.
        """
        sent = {}
        for one in self.fields.values():
            keys = (one.name, one.autocomplete, one.kind)
            chosen = next((answers[key] for key in keys if key in answers), None)
            default = one.choices[0] if one.choices else one.value
            sent[one.name] = default if chosen is None else chosen
        return sent


class Page(HTMLParser):
    """All forms, images and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.images: list[str] = []
        self.text = ""
        self._form: Form | None = None
        self._select: Field | None = None
        self.feed(html)

    def form(self, method: str, action: str = "") -> Form | None:
        """The first form of that method whose action contains ``action``."""
        found = (f for f in self.forms if f.method == method and action in f.action)
        return next(found, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        # "number<br>ABCD" is two words for whoever reads the page.
        self.text += " "
        if tag == "form":
            method = given.get("method", "get").lower()
            self._form = Form(method, given.get("action", ""))
            self.forms.append(self._form)
        elif tag == "img":
            self.images.append(given.get("src", ""))
        elif tag in ("input", "select", "textarea") and self._form and "name" in given:
            self._add_field(self._form, tag, given)
        elif tag == "option" and self._select is not None and given.get("value"):
            self._select.choices.append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        self.text += " "
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.text += data

    def _add_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        name, value = given["name"], given.get("value", "")
        if kind == "submit":
            return
        one = form.fields.setdefault(
            name, Field(name, kind, value, given.get("autocomplete", ""))
        )
        if kind in ("radio", "checkbox"):
            one.choices.append(value or "on")
        if tag == "select":
            self._select = one

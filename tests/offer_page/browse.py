"""A citizen at the keyboard: reads pages as a browser does, fills in, sends."""

from html.parser import HTMLParser
from typing import Any

from captcha.models import CaptchaStore
from django.test import Client


class _FormParser(HTMLParser):
    """Collects the fields of the form with the given method."""

    def __init__(self, method: str) -> None:
        super().__init__()
        self.method, self.inside = method, False
        self.action, self.fields, self.names = "", {}, []
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("method", "get") == self.method
            self.action = values.get("action", "") if self.inside else self.action
        if not self.inside or not values.get("name"):
            return
        self.names.append(values["name"])
        if tag == "input":
            checkable = values.get("type") in ("radio", "checkbox")
            if not checkable or "checked" in values:
                self.fields[values["name"]] = values.get("value", "") or ""
        if tag == "textarea":
            self._textarea = values["name"]
            self.fields[self._textarea] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        if tag == "form":
            self.inside = False


def read_form(response: Any, method: str = "post") -> _FormParser:
    """Return action, fields with their values, and names of the form in a page."""
    parser = _FormParser(method)
    parser.feed(response.content.decode())
    return parser


def fill(response: Any, **answers: Any) -> dict[str, Any]:
    """Return what a person sends who fills in the needed fields and the captcha.

    ``answers`` override; ``None`` leaves a field out.
    """
    fields = read_form(response).fields
    store = CaptchaStore.objects.filter(hashkey=fields.get("captcha_0", "")).first()
    filled = {
        **fields,
        "details": "Ein Zimmer mit Bad",
        "helper": "person",
        "name": "Erika Muster",
        "email": "erika@muster.example",
        "privacy": "on",
        **(
            {"captcha_1": store.response if store else ""}
            if "captcha_0" in fields
            else {}
        ),
        **answers,
    }
    return {name: value for name, value in filled.items() if value is not None}


def send(client: Client, page_response: Any, **answers: Any) -> Any:
    """Send the filled form to where it says."""
    return client.post(read_form(page_response).action, fill(page_response, **answers))


def step_two(client: Client, **params: str) -> Any:
    """Step two of the page, for translation in Görlitz unless ``params`` differ."""
    asked = {"category": "translation", "postcode": "02826", **params}
    return client.get("/hilfe-ukraine/", asked)

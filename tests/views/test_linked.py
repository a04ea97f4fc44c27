"""What all pages behind a signed link share."""

import uuid

from datetime import timedelta
from types import SimpleNamespace

import pytest

from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.views.linked import linked
from tests.offer_page.read import read_page, says


ID = uuid.UUID(int=7)
LATER = timezone.now() + timedelta(days=365)


def find(found_uuid):
    return SimpleNamespace(uuid=ID, link_version=3) if found_uuid == ID else None


@linked(Purpose.CONFIRM, find)
def view(request, found, now):
    return HttpResponse(f"found {found.uuid} {now.tzinfo}")


def open_link(token):
    return view(RequestFactory().get("/"), token=token)


def token(purpose=Purpose.CONFIRM, object_uuid=ID, version=3, expires_at=LATER):
    return make_token(purpose, object_uuid, version=version, expires_at=expires_at)


def test_the_view_gets_what_the_link_is_for():
    response = open_link(token())

    assert response.status_code == 200
    assert response.content.decode().startswith(f"found {ID} UTC")


WRONG = {
    "empty": "",
    "changed": token()[:-1] + ("A" if token()[-1] != "A" else "B"),
    "cut off": token()[:-5],
    "nonsense": "a:b:c",
    "NUL": "\0",
    "other letters": "ü",
    "very long": "x" * 20_000,
    "other purpose": token(purpose=Purpose.THANKS),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_link_that_does_not_work_says_what_to_do(wrong):
    response = open_link(wrong)

    assert response.status_code == 404
    assert says(response, "This link does not work")
    assert read_page(response).lang == "de"


@pytest.mark.parametrize(
    "over",
    [
        {"version": 2},
        {"version": 4},
        {"expires_at": timezone.now() - timedelta(days=1)},
        {"object_uuid": uuid.UUID(int=8)},
    ],
)
def test_a_link_that_is_revoked_or_over_or_whose_object_is_gone_says_so(over):
    response = open_link(token(**over))

    assert response.status_code == 410
    assert says(response, "This link has ended")
    assert says(response, "It has expired, or a newer one has replaced it.")


def test_a_view_may_say_itself_which_links_fit():
    open_any = linked(Purpose.CONFIRM, find, fits=lambda found, version: version > 1)
    answer = open_any(lambda *args: HttpResponse())

    for version, status in ((1, 410), (2, 200)):
        request = RequestFactory().get("/")
        assert answer(request, token=token(version=version)).status_code == status


def test_a_rotated_key_still_opens_old_links(settings):
    old = token()
    settings.HILFE_UKRAINE_LINK_KEYS = ["new", *settings.HILFE_UKRAINE_LINK_KEYS]
    assert open_link(old).status_code == 200

    settings.HILFE_UKRAINE_LINK_KEYS = ["new"]
    assert open_link(old).status_code == 404


@pytest.mark.parametrize("answer", [token(), "wrong", token(version=1)])
def test_whatever_is_answered_is_kept_private(answer):
    response = open_link(answer)

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("chosen", "browser", "language"),
    [
        ("uk", "de", "uk"),
        ("", "ru-RU,ru;q=0.9", "ru"),
        ("", "", "de"),
        ("xx", "", "de"),
    ],
)
def test_it_is_refused_in_the_language_chosen_or_of_the_browser(
    chosen, browser, language
):
    address = {"language": chosen}
    request = RequestFactory().get("/", address, HTTP_ACCEPT_LANGUAGE=browser)
    response = view(request, token="x")

    assert read_page(response).lang == language
    assert f"/links/?language={language}" in response.content.decode()


def test_bodies_are_refused_in_the_language_of_the_portal():
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE="uk")
    answer = linked(Purpose.ANSWER, find)(lambda *args: HttpResponse())

    assert read_page(answer(request, token="x")).lang == "de"

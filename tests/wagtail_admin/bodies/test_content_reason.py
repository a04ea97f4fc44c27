"""The reason for full content by mail: shut where it does nothing; never private."""

import re

import pytest

from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.models import ResponsibleBody
from tests.factories import make_body, make_region
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db

REASON = "Schreiben des Landratsamts vom 1. März"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def body():
    return make_body(
        "kreis",
        email="amt@example.org",
        name="Landratsamt Görlitz",
        content_reason=REASON,
        contact_state="unconfirmed",
    )


@pytest.fixture
def switched_on(settings):
    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = True


def field(admin, body):
    """The field, and what a screen reader says of it."""
    page = admin.get(url("responsiblebody", "edit", body.pk)).content.decode()
    (found,) = re.findall(r'<[^<>]+ name="content_reason"[^<>]*>', page)
    name = re.search(r'aria-describedby="([^"]+)"', found)[1]
    return found, re.search(f'id="{name}"[^>]*>(.*?)</div>', page, re.DOTALL)[1]


def save(admin, body, **values):
    data = body_data(**values)
    return admin.post(url("responsiblebody", "edit", body.pk), data, follow=True)


def stored(body):
    return ResponsibleBody.objects.get(pk=body.pk).content_reason


def test_switched_off_the_field_is_shut_and_says_why(admin, body):
    found, words = field(admin, body)

    assert " disabled" in found
    assert f'value="{REASON}"' in found
    assert "Switched off on this portal" in words


def test_switched_off_nothing_that_is_posted_changes_it(admin, body):
    save(admin, body, content_reason="another")

    assert stored(body) == REASON


def test_without_tls_it_is_as_if_it_were_switched_off(
    admin, body, switched_on, settings
):
    settings.EMAIL_USE_TLS = False

    assert " disabled" in field(admin, body)[0]


@pytest.mark.usefixtures("switched_on")
class TestSwitchedOn:
    def test_the_field_is_open_and_says_what_happens(self, admin, body):
        found, words = field(admin, body)

        assert " disabled" not in found
        assert "with name and contact" in words
        save(admin, body, content_reason="another")
        assert stored(body) == "another"

    def test_a_private_organisation_gets_none(self, admin, body):
        response = save(admin, body, kind="organisation", content_reason=REASON)

        assert "Private organisations get a link only." in errors_of(response)

    def test_nor_does_a_desk_of_one(self, admin, body):
        parent = make_body("red_cross", kind="organisation")
        response = save(
            admin,
            body,
            parent=parent.pk,
            region=make_region("14626").pk,
            content_reason=REASON,
        )

        assert "Private organisations get a link only." in errors_of(response)


def test_shut_the_field_keeps_nobody_from_saying_that_a_body_is_private(admin, body):
    save(admin, body, kind="organisation")

    assert ResponsibleBody.objects.get(pk=body.pk).kind == "organisation"
    assert stored(body) == ""

"""A mail holds the offer itself only if everything speaks for it."""

from dataclasses import replace

import pytest

from hilfe_ukraine.domain.bodies import BodyKind
from hilfe_ukraine.domain.content_by_mail import BodyMail, may_hold_content


MAIL = BodyMail(
    kind="forward",
    body_kinds=(BodyKind.DISTRICT,),
    reason="By letter of 1 March",
    address_is_confirmed=True,
    is_readable=True,
)


def decide(mail=MAIL, *, is_switched_on=True, is_encrypted=True):
    return may_hold_content(
        mail, is_switched_on=is_switched_on, is_encrypted=is_encrypted
    )


@pytest.mark.parametrize("kind", ["forward", "changed"])
@pytest.mark.parametrize("body_kind", ["state", "district", "municipality"])
def test_everything_speaks_for_it(kind, body_kind):
    assert decide(replace(MAIL, kind=kind, body_kinds=(body_kind,)))


@pytest.mark.parametrize(
    "shut",
    [
        {"kind": "ended"},
        {"kind": "digest"},
        {"reason": ""},
        {"reason": " \n"},
        {"address_is_confirmed": False},
        {"is_readable": False},
        {"body_kinds": ("organisation",)},
        {"body_kinds": ("district", "organisation")},
        {"body_kinds": ("organisation", "district")},
        {"body_kinds": ("something new",)},
        {"body_kinds": ()},
    ],
    ids=str,
)
def test_one_thing_against_it_is_enough(shut):
    assert not decide(replace(MAIL, **shut))


@pytest.mark.parametrize("shut", ["is_switched_on", "is_encrypted"])
def test_the_site_must_want_it_and_encrypt(shut):
    assert not decide(**{shut: False})

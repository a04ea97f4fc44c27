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


@pytest.mark.parametrize("kind", ["forward", "changed"])
@pytest.mark.parametrize("body_kind", ["state", "district", "municipality"])
def test_everything_speaks_for_it(kind, body_kind):
    assert may_hold_content(replace(MAIL, kind=kind, body_kinds=(body_kind,)))


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
    assert not may_hold_content(replace(MAIL, **shut))

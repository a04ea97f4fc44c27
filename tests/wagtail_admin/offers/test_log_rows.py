"""The log of an offer says who came by link, and calls only the others a system."""

import pytest

from hilfe_ukraine.actions import log
from hilfe_ukraine.wagtail_admin.offers.log_rows import log_rows
from hilfe_ukraine.wagtail_admin.offers.story import log_of
from tests.factories import make_offer, make_user


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (log.CONFIRMED, "helper"),
        (log.WITHDRAWN, "helper"),
        (log.MANAGE_OPENED, "helper"),
        (log.LINK_OPENED, "body (by link)"),
        (log.ANSWERED, "body (by link)"),
        (log.EXPIRED, "system"),
    ],
)
def test_who_did_it_without_an_account_is_named(action, who):
    offer = make_offer()
    log.log_action(offer, action)

    (row,) = log_rows(log_of([offer]))

    assert str(row.who) == who


def test_a_body_that_answers_with_an_account_has_its_name_there():
    offer, user = make_offer(), make_user(username="carla")
    log.log_action(offer, log.ANSWERED, user)

    (row,) = log_rows(log_of([offer]))

    assert row.who == "carla"

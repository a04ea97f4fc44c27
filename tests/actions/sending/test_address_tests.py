"""A body says by a link that its address is right; no other link says so."""

from datetime import timedelta

import pytest

from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.address_tests import (
    confirm_address,
    find_address_test,
    send_address_test,
    why_doubted,
)
from hilfe_ukraine.actions.sending.bounce import note_bounce
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.delivery.claim import claim as claim_row
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, ResponsibleBody, RoutingVersion
from tests.factories import NOW, make_body


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def body():
    return make_body("kreis", contact_state="unconfirmed", email="amt@example.org")


def sent(body, now=NOW):
    test = send_address_test(body=body, user=None, now=now)
    forward(test.uuid, now=now, clock=lambda: now)
    test.refresh_from_db()
    assert test.state == Delivery.States.DELIVERED
    return test


def state(body):
    stored = ResponsibleBody.objects.get(pk=body.pk)
    return stored.contact_state, stored.confirmed_on


def test_the_mail_holds_a_link_and_nothing_but_the_name(body, mailoutbox):
    sent(body)

    (mail,) = mailoutbox
    assert mail.to == ["amt@example.org"]
    assert body.name in mail.subject
    assert "/address/" in mail.body
    assert body.email not in mail.body


def test_the_button_confirms_the_address_and_says_how(body):
    test, version = sent(body), RoutingVersion.current()

    assert confirm_address(delivery_uuid=test.uuid, now=LATER)

    assert state(body) == ("confirmed", LATER.date())
    stored = ResponsibleBody.objects.get()
    assert "Link in einer Testnachricht" in stored.confirmed_by or stored.confirmed_by
    assert RoutingVersion.current() > version
    actions = ModelLogEntry.objects.values_list("action", flat=True)
    assert {"hilfe_ukraine.address_tested", "hilfe_ukraine.address_confirmed"} <= set(
        actions
    )
    assert not confirm_address(delivery_uuid=test.uuid, now=LATER)


def test_it_ends_a_doubt_that_is_older(body):
    ResponsibleBody.objects.update(contact_state="suspect")

    assert confirm_address(delivery_uuid=sent(body).uuid, now=LATER)
    assert state(body)[0] == "confirmed"


def test_a_message_that_came_back_proves_nothing(body):
    test = sent(body)
    note_bounce(delivery_uuid=test.uuid, hard=True, code="5.1.1", now=LATER)

    assert state(body)[0] == "suspect"
    doubt = why_doubted(body)
    assert doubt is not None and doubt.code == "5.1.1"
    assert find_address_test(test.uuid).link_version == -1
    assert not confirm_address(delivery_uuid=test.uuid, now=LATER)


def test_another_address_needs_another_test(body):
    test = sent(body)
    ResponsibleBody.objects.update(email="neu@example.org")

    assert find_address_test(test.uuid).link_version == -1
    assert not confirm_address(delivery_uuid=test.uuid, now=LATER)
    assert state(body)[0] == "unconfirmed"


def test_a_retired_body_is_neither_tested_nor_confirmed(body):
    test = sent(body)
    ResponsibleBody.objects.update(contact_state="retired")

    assert not confirm_address(delivery_uuid=test.uuid, now=LATER)
    with pytest.raises(ForbiddenTransition):
        send_address_test(body=body, user=None, now=LATER)


def test_a_test_that_waits_comes_first_instead_of_a_second_one(body):
    first = send_address_test(body=body, user=None, now=NOW)
    again = send_address_test(body=body, user=None, now=LATER)

    assert (again.pk, again.next_attempt_at) == (first.pk, LATER)
    assert Delivery.objects.count() == 1


def test_one_that_a_worker_claims_at_that_moment_stays_claimed(body, monkeypatch):
    test = send_address_test(body=body, user=None, now=NOW)
    claim, first = [], QuerySet.first

    def claimed_after_it_was_read(rows):
        row = first(rows)
        if rows.model is Delivery and not claim:
            claim.append(claim_row(test.uuid, LATER))
        return row

    monkeypatch.setattr(QuerySet, "first", claimed_after_it_was_read)
    send_address_test(body=body, user=None, now=LATER)

    test.refresh_from_db()
    assert (test.state, test.lease_no, test.attempts) == ("inflight", 1, 1)


def test_beside_one_that_is_being_sent_another_one_goes(body):
    test = send_address_test(body=body, user=None, now=NOW)
    claim_row(test.uuid, NOW)

    assert send_address_test(body=body, user=None, now=LATER).pk != test.pk


def test_after_one_that_went_out_another_can_go(body):
    assert sent(body).dedup_key != sent(body, LATER).dedup_key


def test_no_other_message_confirms_anything(body):
    assert find_address_test(body.uuid) is None
    assert not confirm_address(delivery_uuid=body.uuid, now=NOW)

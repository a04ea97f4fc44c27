"""What a mail service reports through django-anymail, by its own signal."""

import uuid

import pytest

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking

from hilfe_ukraine.actions.sending.tracking import NotYet, follow_anymail
from hilfe_ukraine.models import Delivery
from tests.factories import make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States


def report(event_type, delivery_uuid, **values):
    event = AnymailTrackingEvent(
        event_type=event_type,
        metadata={"hilfe_delivery": str(delivery_uuid)},
        recipient="amt@office.example",
        description="550 5.1.1 <amt@office.example> unknown",
        mta_response="550 5.1.1 <amt@office.example> unknown",
        **values,
    )
    tracking.send(sender=object, event=event, esp_name="Test")


@pytest.fixture
def row():
    return make_delivery(state=States.DELIVERED)


@pytest.mark.parametrize(
    ("event_type", "reason", "code"),
    [
        (EventType.BOUNCED, RejectReason.INVALID, "bounced:invalid"),
        (EventType.BOUNCED, None, "bounced"),
        (EventType.REJECTED, RejectReason.BOUNCED, "rejected:bounced"),
    ],
)
def test_what_did_not_arrive_has_bounced(row, event_type, reason, code):
    report(event_type, row.uuid, reject_reason=reason)

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.BOUNCED, code)
    row.body.refresh_from_db()
    assert row.body.contact_state == "suspect"


@pytest.mark.parametrize(
    ("event_type", "reason", "code"),
    [
        (EventType.REJECTED, RejectReason.BLOCKED, "rejected:blocked"),
        (EventType.BOUNCED, RejectReason.SPAM, "bounced:spam"),
        (EventType.FAILED, None, "failed"),
    ],
)
def test_where_the_address_is_not_the_reason_it_is_not_in_doubt(
    row, event_type, reason, code
):
    report(event_type, row.uuid, reject_reason=reason)

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.BOUNCED, code)
    row.body.refresh_from_db()
    assert row.body.contact_state == "confirmed"


@pytest.mark.parametrize(
    "event_type",
    [
        EventType.DEFERRED,
        EventType.DELIVERED,
        EventType.COMPLAINED,
        EventType.AUTORESPONDED,
        EventType.OPENED,
        EventType.UNKNOWN,
    ],
)
def test_everything_else_changes_nothing(row, event_type):
    report(event_type, row.uuid)

    row.refresh_from_db()
    assert row.state == States.DELIVERED


def test_while_it_is_being_sent_the_service_must_report_again():
    row = make_delivery(state=States.INFLIGHT)

    with pytest.raises(NotYet):
        report(EventType.BOUNCED, row.uuid)


@pytest.mark.parametrize("metadata", [{}, None, {"hilfe_delivery": "x"}, "text"])
def test_other_mail_of_the_site_is_none_of_our_business(row, metadata):
    event = AnymailTrackingEvent(event_type=EventType.BOUNCED, metadata=metadata)
    tracking.send(sender=object, event=event, esp_name="Test")
    report(EventType.BOUNCED, uuid.uuid4())

    row.refresh_from_db()
    assert row.state == States.DELIVERED


def test_without_anymail_there_is_nothing_to_follow(monkeypatch):
    assert follow_anymail()
    monkeypatch.setitem(__import__("sys").modules, "anymail.signals", None)

    assert not follow_anymail()


def test_no_address_is_logged(row, caplog):
    caplog.set_level("DEBUG")
    report(EventType.DEFERRED, row.uuid)
    report(EventType.BOUNCED, row.uuid)

    assert "@" not in caplog.text

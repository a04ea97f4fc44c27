"""What an administrator does with a body's webhook, and what its answers do to it."""

import secrets

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hilfe_ukraine.actions.log import (
    WEBHOOK_ACTIVE,
    WEBHOOK_GONE,
    WEBHOOK_REMOVED,
    WEBHOOK_SECRET,
    WEBHOOK_SET,
    WEBHOOK_TESTED,
    log_action,
)
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.breaker import forget, let_probe
from hilfe_ukraine.delivery.channels.guarded_http import is_forbidden_in_digits
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.addresses import BadAddress, parse_networks, parse_url
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.standard_webhooks import make_secret
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, ResponsibleBody, Webhook

from .doubt import lock_body
from .fall_back import fall_back_for, fall_back_if_given_up


#: So long the secret before still signs as well, after a new one was made.
OLD_SECRET_LASTS = timedelta(days=7)

_States = Webhook.States
# "Dead": the test that follows says more.
_TESTS_TO_CANCEL = (DeliveryState.READY, DeliveryState.HELD, DeliveryState.DEAD)


def set_webhook(*, body: ResponsibleBody, url: str, user: Any, now: datetime) -> str:
    """Give a body a new address, and return the new secret; "" if it is the same.

    Nothing but a test goes there before the test has succeeded; it is put into the
    outbox here, earlier ones that did not succeed are cancelled. One transaction;
    logged. What waited for the old address goes by e-mail after that, each in a
    transaction of its own. Raises ``domain.addresses.BadAddress``, also for an address
    in digits that no webhook may go to; where a name leads, the test finds out.
    """
    target = parse_url(url, ports=conf.webhook_ports)
    if is_forbidden_in_digits(target.host, parse_networks(conf.webhook_networks)):
        raise BadAddress("forbidden")
    with transaction.atomic():
        lock_body(body.pk)
        webhook = Webhook.objects.filter(body=body).first() or Webhook(body=body)
        if webhook.url == url:
            return ""
        old_carrier = webhook.carrier
        secret = make_secret(secrets.token_bytes)
        webhook.url = url
        webhook.state = _States.UNTESTED
        webhook.secret = secret
        webhook.old_secret, webhook.old_secret_until = "", None
        webhook.tested_at = None
        _save(webhook, user, now)
        _forget_unless_used(old_carrier)
        _queue_test(webhook, now)
        log_action(body, WEBHOOK_SET, user, webhook=webhook.uuid)
    fall_back_for(body=body, now=now)
    return secret


def rotate_secret(*, webhook: Webhook, user: Any, now: datetime) -> str:
    """Make a new secret and return it; the one before signs for seven days more.

    One transaction; logged. Raises ``ForbiddenTransition`` if the webhook was changed
    since ``webhook`` was read: a form that is sent twice makes one secret.
    """
    with transaction.atomic():
        row = _lock(webhook)
        secret = make_secret(secrets.token_bytes)
        row.old_secret, row.old_secret_until = row.secret, now + OLD_SECRET_LASTS
        row.secret = secret
        _save(row, user, now)
        log_action(row.body, WEBHOOK_SECRET, user, webhook=row.uuid)
    return secret


def test_webhook(*, webhook: Webhook, user: Any, now: datetime) -> None:
    """Put a test into the outbox, whatever the state; one that waits comes first.

    It does not wait for a host that is out of order, and takes the place of earlier
    tests that failed. One transaction; logged. A test that succeeds takes the webhook
    into use.
    """
    with transaction.atomic():
        lock_body(webhook.body_id)
        waiting = _tests(webhook.body).filter(state=DeliveryState.READY)
        if waiting.update(next_attempt_at=now):
            let_probe(webhook.carrier, now=now)
        else:
            _queue_test(webhook, now)
        log_action(webhook.body, WEBHOOK_TESTED, user, webhook=webhook.uuid)


def remove_webhook(*, webhook: Webhook, user: Any, now: datetime) -> None:
    """Forget address and secrets; what waited goes by e-mail. Logged.

    One transaction, and one for each message that waited. Raises
    ``ForbiddenTransition`` if the webhook was changed since it was read.
    """
    with transaction.atomic():
        row = _lock(webhook)
        row.delete()
        _forget_unless_used(row.carrier)
        _cancel_tests(row.body)
        log_action(row.body, WEBHOOK_REMOVED, user, webhook=webhook.uuid)
    fall_back_for(body=row.body, now=now)


def heed_webhook_result(
    *, delivery: Delivery, happened: Happened, now: datetime
) -> None:
    """Let a webhook's answer have its consequences; call it after each try.

    A test that was delivered takes the webhook into use, if it went to the address it
    has now. A receiver that is gone gets no more. An offer that was given up goes by
    e-mail. Doing it again changes nothing. One transaction each; logged.
    """
    if happened is Happened.GIVEN_UP:
        fall_back_if_given_up(delivery=delivery, now=now)
    elif happened is Happened.GONE:
        _change_state(delivery, _States.GONE, WEBHOOK_GONE, now)
    elif happened is Happened.DELIVERED and delivery.kind == Delivery.Kinds.TEST:
        _change_state(delivery, _States.ACTIVE, WEBHOOK_ACTIVE, now)


def _change_state(
    delivery: Delivery, state: Webhook.States, action: str, now: datetime
) -> None:
    """Set the state, if the last try went to the address the webhook has now."""
    if delivery.body is None:
        return
    with transaction.atomic():
        lock_body(delivery.body.pk)
        webhook = Webhook.objects.filter(body=delivery.body).first()
        last = Attempt.objects.filter(delivery=delivery).last()
        if webhook is None or last is None or last.address != webhook.url:
            return
        if state == _States.ACTIVE:
            webhook.tested_at = now
        if webhook.state != state:
            log_action(webhook.body, action, webhook=webhook.uuid)
        webhook.state = state
        webhook.save(update_fields=["state", "tested_at"])


def _lock(webhook: Webhook) -> Webhook:
    lock_body(webhook.body_id)
    rows = Webhook.objects.select_related("body")
    row = rows.filter(pk=webhook.pk, changed_at=webhook.changed_at).first()
    if row is None:
        raise ForbiddenTransition("the webhook was changed meanwhile")
    return row


def _save(webhook: Webhook, user: Any, now: datetime) -> None:
    webhook.changed_at, webhook.changed_by = now, user
    webhook.save()


def _cancel_tests(body: ResponsibleBody) -> None:
    _tests(body).filter(state__in=_TESTS_TO_CANCEL).update(
        state=DeliveryState.CANCELLED, held_reason=Delivery.HeldReasons.NONE
    )


def _forget_unless_used(carrier: str) -> None:
    """Nothing would ever close the breaker of a host that no webhook names."""
    if all(row.carrier != carrier for row in Webhook.objects.only("url")):
        forget(carrier)


def _tests(body: ResponsibleBody) -> Any:
    return Delivery.objects.filter(body=body, kind=Delivery.Kinds.TEST)


def _queue_test(webhook: Webhook, now: datetime) -> None:
    _cancel_tests(webhook.body)
    let_probe(webhook.carrier, now=now)
    new_delivery(
        kind=Delivery.Kinds.TEST,
        receiver=Delivery.Receivers.BODY,
        about=f"webhook:{webhook.uuid}",
        now=now,
        body=webhook.body,
        channel=WebhookChannel.id,
        number=None,
        is_repeat=False,
    ).save(force_insert=True)

"""Webhook receivers that misbehave, and a secret that changes between two tries."""

import pytest

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from hilfe_ukraine.domain.standard_webhooks import make_secret
from tests.https_sink import authority, drip, flood, never, status

from .harness.marks import fault
from .harness.waiting import wait_until


SECRET = make_secret(lambda number: b"k" * number)
_ROTATE = """
import django
django.setup()
from django.utils import timezone
from hilfe_ukraine.actions.webhooks import rotate_secret
from hilfe_ukraine.models import Webhook
print(rotate_secret(webhook=Webhook.objects.get(), user=None, now=timezone.now()))
"""
_REFUSED = (False,)
_REFUSED_ONCE = (False, True)


def _start(case):
    case.receivers.use(case.portal, SECRET)
    case.portal.start_web()
    if case.broker:
        case.portal.start_worker(children=4)
    case.portal.start_loop()


@fault(
    "F21",
    "every answer, drip, flood, bad certificate",
    on=("sqlite", "postgres+rabbitmq"),
)
def test_each_receiver_gets_what_it_deserves_and_holds_up_nobody(case):
    ok, add = status("200 OK"), case.receivers.add
    inside = add("b11", ok)
    redirect = f"Location: https://127.0.0.1:{inside.sink.port}/"
    add("b0", ok)
    add("b1", status("204 No Content"))
    add("b2", status("301 Moved", redirect), takes=_REFUSED)
    add("b3", status("404 Not Found"), takes=_REFUSED)
    add("b4", status("410 Gone"), takes=_REFUSED)
    wish = add("b5", status("429 Slow", "Retry-After: 3"), ok, takes=_REFUSED_ONCE)
    add("b6", status("500 Oops"), ok, takes=_REFUSED_ONCE)
    add("b7", status("503 Busy"), ok, takes=_REFUSED_ONCE)
    dripping = add("b8")
    dripping.answers.append(drip(dripping.sink, b"HTTP/1.1 200 OK\r\n\r\n"))
    add("b9", flood)
    add("b10", ok, ca=authority())
    # So soon, since the test cannot wait; only for what fails and goes on failing.
    case.portal.order(
        **case.receivers.settings(), HILFE_UKRAINE_WEBHOOK_FALLBACK_HOURS=20 / 3600
    )
    _start(case)

    case.citizens.offer(11, *(f"c{number}" for number in range(11)))
    wait_until(lambda: case.stored.rows(_HELD) == [(0,)], 120, "nothing is held")
    case.settle()

    assert inside.sink.connections == 0
    assert wish.at[1] - wish.at[0] >= 3
    by_letter = sorted(mail.to[0].partition("@")[0] for mail in case.sink.mails)
    assert by_letter == ["b10", "b2", "b3", "b4"]
    tally = case.judge(remark="301, 404, 410 and a bad certificate: by e-mail").tally
    assert (tally.accepted, tally.once) == (11, 11)


# Those that are given up or held go by e-mail after a while.
_HELD = """
SELECT COUNT(*) FROM hilfe_ukraine_delivery
WHERE state NOT IN ('delivered', 'cancelled')
"""


@fault("F21", "no answer after the body", on=("sqlite", "postgres+rabbitmq"))
def test_a_receiver_that_does_not_answer_gets_it_again_and_is_told(case):
    receiver = case.receivers.add("b0")
    receiver.answers += [never(receiver.sink), status("200 OK")]
    case.portal.order(**case.receivers.settings())
    _start(case)

    case.citizens.offer(1)
    case.settle()

    assert case.judge().tally.flagged == 1


@fault("F24", "secret changed between two tries", on=("sqlite", "postgres+rabbitmq"))
def test_a_receiver_verifies_with_the_old_secret_and_the_new(case):
    answers = [status("500 Oops")] * 2 + [status("200 OK")]
    receiver = case.receivers.add("b0", *answers, takes=(False, False, True))
    case.portal.order(**case.receivers.settings())
    _start(case)

    case.citizens.offer(1)
    wait_until(lambda: receiver.at, 60, "the first try")
    new = case.portal.manage("-c", _ROTATE).split()[-1]
    case.settle()

    first, *_, last = receiver.sink.requests
    for secret in (SECRET, new):
        Webhook(secret).verify(last.body, last.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(first.body, first.headers)
    assert first.headers["webhook-id"] == last.headers["webhook-id"]
    assert case.judge().tally.once == 1

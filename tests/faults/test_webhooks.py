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
from hilfe_ukraine.actions.sending.webhooks import rotate_secret
from hilfe_ukraine.models import Webhook
print(rotate_secret(webhook=Webhook.objects.get(), user=None, now=timezone.now()))
"""


def taken(answer):
    return answer, True


def refused(answer):
    return answer, False


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
    ok, add = taken(status("200 OK")), case.receivers.add
    inside = add("b11", ok)
    redirect = f"Location: https://127.0.0.1:{inside.sink.port}/"
    add("b0", ok)
    add("b1", taken(status("204 No Content")))
    add("b2", refused(status("301 Moved", redirect)))
    add("b3", refused(status("404 Not Found")))
    add("b4", refused(status("410 Gone")))
    wish = add("b5", refused(status("429 Slow", "Retry-After: 3")), ok)
    add("b6", refused(status("500 Oops")), ok)
    add("b7", refused(status("503 Busy")), ok)
    dripping = add("b8")
    dripping.answers += [taken(drip(dripping.sink, b"HTTP/1.1 200 OK\r\n\r\n"))]
    add("b9", taken(flood))
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
    receiver.answers += [taken(never(receiver.sink)), taken(status("200 OK"))]
    case.portal.order(**case.receivers.settings())
    _start(case)

    case.citizens.offer(1)
    case.settle()

    assert case.judge().tally.flagged == 1


@fault("F24", "secret changed between two tries", on=("sqlite", "postgres+rabbitmq"))
def test_a_receiver_verifies_with_the_old_secret_and_the_new(case):
    receiver = case.receivers.add("b0", refused(status("500 Oops")))
    case.portal.order(**case.receivers.settings())
    _start(case)

    case.citizens.offer(1)
    wait_until(lambda: receiver.at, 60, "the first try")
    new = case.portal.manage("-c", _ROTATE).split()[-1]
    receiver.answers[:] = [taken(status("200 OK"))]
    case.settle()

    first, *_, last = receiver.sink.requests
    for secret in (SECRET, new):
        Webhook(secret).verify(last.body, last.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(first.body, first.headers)
    assert first.headers["webhook-id"] == last.headers["webhook-id"]
    assert case.judge().tally.once == 1

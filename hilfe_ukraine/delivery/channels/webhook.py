"""Webhooks: offers as JSON to a body's own system, after Standard Webhooks."""

import socket

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hilfe_ukraine import __version__
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.payloads import TYPES, write_payload
from hilfe_ukraine.domain.addresses import (
    BadAddress,
    Target,
    parse_networks,
    parse_url,
)
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.domain.payload import ping_payload
from hilfe_ukraine.domain.retry import WEBHOOK
from hilfe_ukraine.domain.standard_webhooks import signed_headers
from hilfe_ukraine.domain.webhook_answers import Meaning, meaning_of, wish_of
from hilfe_ukraine.models import RELAY, Delivery, ResponsibleBody, Webhook

from .base import Channel, Outcome, Outgoing, Result
from .guarded_http import (
    Forbidden,
    HttpAnswer,
    Limits,
    Resolver,
    Unanswered,
    Unsent,
    parse_proxy,
    post,
)


#: So much of an answer is kept, for whoever has to find out what is wrong.
_KEPT = 200

_OUTCOMES = {
    Meaning.TAKEN: Outcome.DELIVERED,
    Meaning.LATER: Outcome.RETRY,
    Meaning.HOST_IS_ILL: Outcome.RETRY,
    Meaning.PERHAPS_TAKEN: Outcome.AMBIGUOUS,
    Meaning.GATEWAY_IS_ILL: Outcome.AMBIGUOUS,
    Meaning.REFUSED: Outcome.PERMANENT,
    Meaning.GONE: Outcome.GONE,
}
_ILL = (Meaning.HOST_IS_ILL, Meaning.GATEWAY_IS_ILL)


@dataclass(frozen=True)
class WebhookMessage:
    """One request, signed and ready; an outgoing message of the webhook channel."""

    address: str
    target: Target
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    sent_at: datetime
    limits: Limits

    @property
    def content(self) -> str:
        return self.body.decode()


class WebhookChannel(Channel):
    """To an address that has not been tested nothing goes but the test itself."""

    id = "webhook"
    label = _("Webhook")
    plan = WEBHOOK

    def __init__(self, resolve: Resolver = socket.getaddrinfo) -> None:
        self._resolve = resolve

    def carrier(self, body: ResponsibleBody | None) -> str:
        webhook = Webhook.objects.filter(body=body).first() if body else None
        return webhook.carrier if webhook else RELAY

    def takes(self, body: ResponsibleBody) -> bool:
        active = Webhook.objects.filter(body=body, state=Webhook.States.ACTIVE)
        return active.exists()

    def write(
        self, delivery: Delivery, *, number: int, now: datetime
    ) -> WebhookMessage:
        webhook = Webhook.objects.filter(body=delivery.body_id).first()
        if webhook is None:
            raise Unsendable("no_webhook")
        try:
            target = parse_url(webhook.url, ports=conf.webhook_ports)
        except BadAddress as error:
            raise Unsendable(f"address:{error.args[0]}") from error
        body = _body(delivery, webhook, now)
        signed = signed_headers(
            message_id=str(delivery.uuid),
            sent_at=now,
            body=body,
            secrets=webhook.secrets(now),
        )
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"hilfe_ukraine/{__version__}",
            "Connection": "close",
            **signed,
        }
        return WebhookMessage(webhook.url, target, body, headers, now, _limits())

    def send(self, outgoing: Outgoing) -> Result:
        if not isinstance(outgoing, WebhookMessage):
            raise TypeError("the webhook channel sends what it has written")
        try:
            answer = post(
                outgoing.target,
                headers=outgoing.headers,
                body=outgoing.body,
                limits=outgoing.limits,
                resolve=self._resolve,
            )
        except Forbidden as error:
            return Result(Outcome.PERMANENT, "address:forbidden", str(error))
        except Unsent as error:
            return _broken_off(Outcome.RETRY, error)
        except Unanswered as error:
            return _broken_off(Outcome.AMBIGUOUS, error)
        return _result(answer, outgoing.sent_at)


def _body(delivery: Delivery, webhook: Webhook, now: datetime) -> bytes:
    if delivery.kind == Delivery.Kinds.TEST:
        return ping_payload(sent_at=now)
    if delivery.kind not in TYPES:
        raise Unsendable("not_for_webhooks")
    if webhook.state != Webhook.States.ACTIVE:
        raise Unsendable(webhook.state)
    return write_payload(delivery, now=now)


def _limits() -> Limits:
    return Limits(
        connect_seconds=conf.webhook_connect_seconds,
        seconds=conf.webhook_seconds,
        networks=parse_networks(conf.webhook_networks),
        proxy=parse_proxy(conf.webhook_proxy),
        ca_file=conf.webhook_ca_file,
    )


def _broken_off(outcome: Outcome, error: Unsent | Unanswered) -> Result:
    step, name = error.args
    return Result(outcome, f"{step}:{name}", str(error.__cause__), carrier_failed=True)


def _result(answer: HttpAnswer, sent_at: datetime) -> Result:
    meaning = meaning_of(answer.status)
    return Result(
        _OUTCOMES[meaning],
        str(answer.status),
        answer.text[:_KEPT],
        carrier_failed=meaning in _ILL,
        retry_after=wish_of(answer.retry_after, now=sent_at),
    )

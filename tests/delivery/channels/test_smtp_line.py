"""The line to the relay is encrypted, and then begins anew."""

from hilfe_ukraine.delivery.channels.base import Outcome
from tests.smtp_sink import smtp_sink


def test_a_relay_that_encrypts_and_asks_for_no_login(office, trusted):
    with smtp_sink(tls=trusted) as sink:
        first = office.send(sink, use_tls=True)
        second = office.send(sink, use_tls=True)
        office.lines.close_all()

    assert (first.outcome, first.code) == (Outcome.DELIVERED, "250 2.0.0")
    assert second.outcome is Outcome.DELIVERED
    assert len(sink.received) == 2

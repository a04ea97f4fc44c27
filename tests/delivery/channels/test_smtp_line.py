"""The line to the relay is encrypted, and then begins anew."""

import ssl

import pytest

from hilfe_ukraine.delivery.channels.base import Outcome
from tests.https_sink import authority
from tests.smtp_sink import smtp_sink


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """What a relay on 127.0.0.1 needs to be believed."""
    ca, context = authority(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return context


def test_a_relay_that_encrypts_and_asks_for_no_login(office, trusted):
    with smtp_sink(tls=trusted) as sink:
        first = office.send(sink, use_tls=True)
        second = office.send(sink, use_tls=True)
        office.lines.close_all()

    assert (first.outcome, first.code) == (Outcome.DELIVERED, "250 2.0.0")
    assert second.outcome is Outcome.DELIVERED
    assert len(sink.received) == 2

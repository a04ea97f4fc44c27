"""A request to the server of a test."""

from hilfe_ukraine.delivery.channels.guarded_http import Limits, post
from hilfe_ukraine.domain.addresses import Target, parse_networks
from tests.https_sink import NAME


LOCAL = parse_networks(["127.0.0.0/8"])
BODY = b'{"a": 1}'


def send(sink, *, resolve=None, host=NAME, port=None, **limits):
    values = {
        "connect_seconds": 10,
        "seconds": 20,
        "networks": LOCAL,
        "ca_file": sink.ca_file,
    }
    return post(
        Target(host, port or sink.port, "/hook?office=1"),
        headers={"webhook-id": "1", "Connection": "close"},
        body=BODY,
        limits=Limits(**{**values, **limits}),
        resolve=resolve or sink.resolve,
    )

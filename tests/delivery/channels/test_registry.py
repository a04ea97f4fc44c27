"""Channels are found by their id, and a host may add its own."""

import pytest

from hilfe_ukraine.delivery.channels.base import Channel
from hilfe_ukraine.delivery.channels.registry import Registry, UnknownChannel, channels


class Pigeon(Channel):
    id = "pigeon"

    def write(self, delivery, *, number, now):
        raise NotImplementedError

    def send(self, outgoing):
        raise NotImplementedError


def test_the_shipped_channels():
    assert channels.ids() == ["email", "webhook"]


def test_a_host_registers_its_own_channel():
    registry = Registry()
    pigeon = Pigeon()

    registry.register(pigeon)

    assert registry.get("pigeon") is pigeon


def test_an_id_is_given_once():
    with pytest.raises(ValueError, match="pigeon"):
        Registry(Pigeon(), Pigeon())


def test_an_unknown_channel_is_named():
    with pytest.raises(UnknownChannel, match="fax"):
        Registry().get("fax")

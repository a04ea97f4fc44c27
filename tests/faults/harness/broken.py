"""RabbitMQ out of order, in five ways."""

from collections.abc import Iterator

from .proxy import Proxy
from .servers import RabbitMQ


class Broken:
    """Ways to break RabbitMQ; each goes on at ``next`` and mends it then.

    Clients reach it through the proxy.
    """

    def __init__(self, rabbitmq: RabbitMQ, proxy: Proxy) -> None:
        self._rabbitmq, self._proxy = rabbitmq, proxy

    def black_holed(self) -> Iterator[None]:
        self._proxy.mode = "blackhole"
        yield
        self._proxy.mode = "pass"

    def killed(self) -> Iterator[None]:
        self._rabbitmq.kill()
        yield
        self._rabbitmq.restart()

    def stopped(self) -> Iterator[None]:
        self._rabbitmq.control("stop_app")
        yield
        self._rabbitmq.control("start_app")

    def frozen(self) -> Iterator[None]:
        self._rabbitmq.freeze()
        yield
        self._rabbitmq.thaw()

    def out_of_memory(self) -> Iterator[None]:
        self._rabbitmq.control("set_vm_memory_high_watermark", "0.00001")
        yield
        self._rabbitmq.control("set_vm_memory_high_watermark", "0.4")

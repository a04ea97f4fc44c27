"""Private brokers that a test may kill, freeze and empty; and all servers together."""

import os
import shutil
import subprocess

from functools import cached_property

import redis as redis_client

from scripts.services import rabbitmq, redis
from scripts.services.processes import binary
from scripts.services.server import Server

from .databases import Postgres, SQLite
from .starting import NotInstalled, new_folder, started


class RabbitMQ(Server):
    name = "RabbitMQ"

    def __init__(self) -> None:
        found = rabbitmq.plan(new_folder("rabbitmq"))
        if found is None:
            raise NotInstalled(self.name)
        super().__init__(found)
        started(self, self.name)

    def restart(self) -> None:
        started(self, self.name)

    def lose_data(self) -> None:
        """What is queued, and the queues themselves; it must be down."""
        shutil.rmtree(self.folder / "data")

    def control(self, *arguments: str) -> None:
        """``rabbitmqctl``."""
        program = binary("rabbitmqctl", "/usr/lib/rabbitmq/bin")
        env = {**os.environ, **self.plan.env}
        node = ["-n", self.plan.env["RABBITMQ_NODENAME"]]
        subprocess.run(
            [program, *node, *arguments],
            cwd=self.folder,
            env=env,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def queued(self) -> bytes:
        """Everything it has written down: its log, and its data folder."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return b"\n".join(path.read_bytes() for path in files if path.exists())


class Redis(Server):
    """Without a log: what it holds is gone when it is killed."""

    name = "Redis"

    def __init__(self) -> None:
        found = redis.plan(new_folder("redis"))
        if found is None:
            raise NotInstalled(self.name)
        super().__init__(found)
        started(self, self.name)

    def restart(self) -> None:
        started(self, self.name)

    def queued(self) -> bytes:
        """Every value, as it stands in memory."""
        with redis_client.Redis.from_url(self.address) as client:
            return b"\n".join(client.dump(key) or b"" for key in client.scan_iter())


class Servers:
    """Each is started when it is first asked for, and serves all tests."""

    def __init__(self) -> None:
        self._running: list[SQLite | Server] = []

    @cached_property
    def sqlite(self) -> SQLite:
        return self._noted(SQLite())

    @cached_property
    def postgres(self) -> Postgres:
        return self._noted(Postgres())

    @cached_property
    def rabbitmq(self) -> RabbitMQ:
        return self._noted(RabbitMQ())

    @cached_property
    def redis(self) -> Redis:
        return self._noted(Redis())

    def _noted(self, server):
        self._running.append(server)
        return server

    def stop(self) -> None:
        for server in self._running:
            server.stop()
            shutil.rmtree(server.folder.parent, ignore_errors=True)

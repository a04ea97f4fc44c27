"""The servers the tests want: PostgreSQL, RabbitMQ and Redis.

Each is looked for in the same order: the address in the environment, the standard port
on the loopback address, a private one started from an installed binary. What is not
found at all is named, so that a green run never hides what it left out.
"""

import os
import tempfile

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from . import chromium, postgres, rabbitmq, redis
from .server import running


# Set to look at neither the environment nor the standard ports.
PRIVATE_ONLY = "HILFE_TEST_PRIVATE"
ALL = (postgres, rabbitmq, redis, chromium)


@dataclass
class Services:
    """``env`` is to be handed to the tests; ``missing`` is what was not found."""

    env: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)


@contextmanager
def test_services(*kinds: ModuleType) -> Iterator[Services]:
    """Find or start the servers, all or these; private ones are stopped at the end."""
    services = Services()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hilfe-")))
        for kind in kinds or ALL:
            address, origin = _find(kind, folder, stack)
            if address is None:
                services.missing.append(kind.NAME)
                continue
            services.env[kind.VARIABLE] = address
            services.origins.append(f"{kind.NAME}: {origin}")
        yield services


def _find(kind, folder: Path, stack: ExitStack) -> tuple[str | None, str]:
    if PRIVATE_ONLY not in os.environ or kind is chromium:
        if address := os.environ.get(kind.VARIABLE):
            return address, f"from {kind.VARIABLE}"
        if kind.answers(kind.STANDARD_ADDRESS):
            return kind.STANDARD_ADDRESS, kind.STANDARD_ADDRESS
    own = folder / kind.NAME.lower()
    own.mkdir()
    address = stack.enter_context(running(kind.plan(own)))
    return address, "a private one"

"""RabbitMQ for the tests."""

import subprocess

from functools import partial
from pathlib import Path

from kombu import Connection
from kombu.exceptions import OperationalError

from .processes import binary, free_port
from .server import Plan


NAME = "RabbitMQ"
VARIABLE = "HILFE_TEST_AMQP"
STANDARD_ADDRESS = "amqp://guest:guest@127.0.0.1:5672//"


def answers(address: str) -> bool:
    connection = Connection(address, connect_timeout=2)
    try:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=3)
    except (OperationalError, OSError):
        return False
    finally:
        connection.release()
    return True


def plan(folder: Path) -> Plan | None:
    """A new, empty node with everything, its cookie too, in a folder of its own."""
    # The wrapper in /usr/sbin insists on one user; the script behind it does not.
    server = binary("rabbitmq-server", "/usr/lib/rabbitmq/bin")
    if server is None:
        return None
    port = free_port()
    env = _env(port, folder)
    return Plan(
        command=[server],
        address=f"amqp://guest:guest@127.0.0.1:{port}//",
        folder=folder,
        answers=answers,
        env=env,
        afterwards=partial(_stop_port_mapper, env["ERL_EPMD_PORT"]),
    )


def _stop_port_mapper(port: str) -> None:
    """Erlang's port mapper makes itself independent of the node that started it."""
    if mapper := binary("epmd"):
        command = [mapper, "-port", port, "-kill"]
        subprocess.run(command, check=False, capture_output=True)


def _env(port: int, folder: Path) -> dict[str, str]:
    plugins = folder / "plugins"
    plugins.write_text("[].\n")
    # A configuration of the machine's own would win over the variables.
    config = folder / "rabbitmq.conf"
    config.write_text(f"listeners.tcp.default = 127.0.0.1:{port}\n")
    return {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"hilfe{port}@localhost",
        "RABBITMQ_CONFIG_FILE": str(config),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "no-such-file"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "no-such-file"),
    }

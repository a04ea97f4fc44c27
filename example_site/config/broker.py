"""How Celery speaks to RabbitMQ or Redis; the fault tests run on the same settings.

Bounded everywhere: a broker that hangs must not make anybody wait for ever.
"""

from typing import Any


_RETRIES = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
_RABBITMQ = {
    # Kept on several nodes, where there are several; Celery then counts per consumer.
    "CELERY_TASK_DEFAULT_QUEUE_TYPE": "quorum",
    "CELERY_WORKER_DETECT_QUORUM_QUEUES": True,
    "CELERY_BROKER_TRANSPORT_OPTIONS": {
        **_RETRIES,
        "confirm_publish": True,
        "connect_timeout": 1,
        "read_timeout": 3,
        "write_timeout": 3,
    },
}
_REDIS = {
    "CELERY_BROKER_TRANSPORT_OPTIONS": {
        **_RETRIES,
        "socket_timeout": 3,
        "socket_connect_timeout": 1,
        # Longer than any task may take; the database knows what is due, not Redis.
        "visibility_timeout": 300,
    },
}


def broker_settings(address: str) -> dict[str, Any]:
    """Return Celery's settings, by their names in Django, for the broker there."""
    return {
        "CELERY_BROKER_URL": address,
        "CELERY_TASK_PUBLISH_RETRY_POLICY": _RETRIES,
        "CELERY_BROKER_CONNECTION_TIMEOUT": 1,
        **(_RABBITMQ if address.startswith("amqp") else _REDIS),
    }

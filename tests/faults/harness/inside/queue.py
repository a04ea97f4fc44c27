"""The queue of one test, as its workers declare it and as the test fills it."""

from kombu import Queue


def own_queue(name: str, broker: str) -> Queue:
    """A quorum queue, as in production; RabbitMQ forgets it a minute after its worker.

    Redis knows neither.
    """
    arguments: dict[str, object] = {"x-expires": 60_000}
    if broker.startswith("amqp"):
        arguments["x-queue-type"] = "quorum"
    return Queue(name, queue_arguments=arguments)

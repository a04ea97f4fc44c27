"""Mails as they are written at the time of all tests."""

from hilfe_ukraine.delivery.messages import write_message
from tests.factories import NOW


def write(delivery, number=1):
    return write_message(delivery, number=number, now=NOW)

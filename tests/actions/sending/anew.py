"""A message is sent again by a person, days later."""

from datetime import timedelta

from hilfe_ukraine.actions.sending.send_again import send_again
from tests.factories import NOW


LATER = NOW + timedelta(days=6)


def again(row, user):
    return send_again(delivery=row, user=user, now=LATER)

"""Messages that wait, many at once."""

from datetime import timedelta

from hilfe_ukraine.models import Delivery
from tests.factories import make_delivery, make_referral


def rows(number, **values):
    """So many due rows, the longest due first, written in one go."""
    referral = values.get("referral") or make_referral()
    first = make_delivery(**{"referral": referral, **values})
    made = [first]
    for later in range(1, number):
        copy = Delivery.objects.get(pk=first.pk)
        copy.pk = None
        copy.uuid = copy.message_id = copy.dedup_key = Delivery().uuid
        copy.next_attempt_at += later * timedelta(milliseconds=1)
        copy.save(force_insert=True)
        made.append(copy)
    return made


def letters(number, **values):
    return rows(number, receiver=Delivery.Receivers.HELPER, body=None, **values)


def uuids(*lists):
    return [row.uuid for some in lists for row in some]

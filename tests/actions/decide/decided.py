"""Deciding by the routing that is published, on the day of all tests."""

from hilfe_ukraine.actions.decide import decide_now, decide_stored
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.routing_table import current_table
from tests.factories import NOW


TODAY = NOW.date()


def ask(category, postcode="02826", facts=None, fallback=None):
    table = current_table()
    return decide_now(
        table=table,
        place=find_postcode(postcode).place,
        category=table.categories[category.key],
        facts=facts or {},
        fallback=fallback,
        today=TODAY,
    )


def decided_again(offer):
    return decide_stored(table=current_table(), offer=offer, today=TODAY)

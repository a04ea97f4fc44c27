"""Asking several bodies at once whether their addresses are right."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from hilfe_ukraine.actions.one_by_one import Done, to_each
from hilfe_ukraine.delivery.message_links import ADDRESS_LINK_LASTS
from hilfe_ukraine.domain.bodies import ContactState
from hilfe_ukraine.models import Delivery, ResponsibleBody

from .address_tests import send_address_test


_OPEN = [ContactState.UNCONFIRMED.value, ContactState.SUSPECT.value]


def bodies_to_test() -> Any:
    """Return the bodies whose address nobody has confirmed, by name.

    ``last_test`` is when the last test message to each was made, or ``None``.
    """
    tests = Delivery.objects.filter(body=OuterRef("pk"), kind=Delivery.Kinds.ADDRESS)
    newest = tests.order_by("-created_at").values("created_at")[:1]
    rows = ResponsibleBody.objects.filter(contact_state__in=_OPEN).exclude(email="")
    return rows.annotate(last_test=Subquery(newest)).order_by("name", "pk")


def awaits_answer(last_test: datetime | None, *, now: datetime) -> bool:
    """Whether the link of the last test message may still be opened."""
    return last_test is not None and now - last_test < ADDRESS_LINK_LASTS


def send_address_tests(
    bodies: Iterable[ResponsibleBody], *, user: Any, now: datetime
) -> Done:
    """Send a test message to each body as ``send_address_test`` does.

    One transaction each: a body that was retired meanwhile holds up none of the others.
    """
    return to_each(bodies, lambda row: send_address_test(body=row, user=user, now=now))

"""What must happen when published configuration changes."""

from django.db import transaction

from hilfe_ukraine.models import RoutingVersion


def routing_changed() -> None:
    """Make every process compile its routing anew.

    Joins the transaction of the change, so that both become visible together.
    """
    with transaction.atomic():
        RoutingVersion.raise_it()

"""``hilfe_restrict REFERENCE [--lift]``: let nobody use an offer, or let them again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hilfe_ukraine.actions.restrict import lift, restrict
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.management.find_offer import find_offer


_RESTRICT = (restrict, "Restricted.", "It was restricted before.")
_LIFT = (lift, "The restriction was lifted.", "It was not restricted.")


class Command(BaseCommand):
    help = (
        "Restrict the use of one offer: it is kept as it is, no body can read it, and "
        "nobody sends it on or erases it. Bodies that have it are told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="the offer number")
        parser.add_argument(
            "--lift", action="store_true", help="lift the restriction instead"
        )

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        offer, now = find_offer(reference), shared_now()
        act, done, before = _LIFT if options["lift"] else _RESTRICT
        try:
            news = act(offer=offer, now=now)
        except ForbiddenTransition as error:
            raise CommandError(
                "This offer was erased: nothing is left of it."
            ) from error
        self.stdout.write(done if news else before)

"""``hilfe_erase REFERENCE``: erase the personal data of one offer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import JournalError, RestrictedOffer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.management.find_offer import find_offer
from hilfe_ukraine.models import HelpOffer


_CAUSES = [ErasureCause.REQUEST.value, ErasureCause.BY_HAND.value]


class Command(BaseCommand):
    help = (
        "Erase name, address and all texts of one offer, for good. Bodies that have "
        "the offer are asked to erase it, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="the offer number")
        parser.add_argument(
            "--cause",
            choices=_CAUSES,
            default=_CAUSES[0],
            help="who wanted it: the helper (request, default) or an office (by_hand)",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(
        self, *args: Any, reference: str, cause: str, yes: bool, **options: Any
    ) -> None:
        offer = find_offer(reference)
        if not (yes or self._is_sure(offer)):
            raise CommandError("Nothing was erased.")
        try:
            news = erase_offer(offer=offer, cause=ErasureCause(cause), now=shared_now())
        except RestrictedOffer as error:
            raise CommandError(
                "Nothing was erased: the use of this offer is restricted, and that "
                "protects it from being erased, too. Lift the restriction first "
                "(hilfe_restrict)."
            ) from error
        except JournalError as error:
            raise CommandError(
                f"Nothing was erased: the journal cannot be written. {error}"
            ) from error
        self.stdout.write("Erased." if news else "It was erased before.")

    def _is_sure(self, offer: HelpOffer) -> bool:
        submitted = timezone.localtime(offer.submitted_at)
        self.stdout.write(f"Offer {offer.reference}, submitted {submitted:%Y-%m-%d}.")
        try:
            answer = input("Erase its personal data for good? [y/N] ")
        except EOFError:
            return False  # nobody is there to ask
        return answer.strip().lower() in ("y", "yes")

"""What people write about an offer."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import HelpOffer, Note

from .log import log_action


NOTE_ADDED = "hilfe_ukraine.note_added"


def add_note(*, offer: HelpOffer, author: Any, text: str, now: datetime) -> Note:
    """Keep ``text`` as an encrypted note about the offer; ``ValueError`` if empty.

    One transaction; the log gets the note's id, never its words. Raises
    ``ForbiddenTransition`` once the offer is erased: nothing would erase the note.
    """
    words = text.strip()
    if not words:
        raise ValueError("a note needs words")
    with transaction.atomic():
        locked = HelpOffer.objects.select_for_update().only("erased_at")
        if locked.get(pk=offer.pk).erased_at:
            raise ForbiddenTransition("the offer was erased")
        note = Note.objects.create(
            offer=offer, text=words, author=author, created_at=now
        )
        log_action(offer, NOTE_ADDED, author, note=note.uuid)
    return note

"""Why something about a body was changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hilfe_ukraine.models import BodyNote, ResponsibleBody

from .log import BODY_CHANGED, log_action


#: Fields whose change decides who gets offers, and where.
ASK_WHY = ("email", "channel", "contact_state", "paused_until", "deputy")


def note_body_change(
    *,
    body: ResponsibleBody,
    changed: Iterable[str],
    text: str,
    user: Any,
    now: datetime,
) -> BodyNote:
    """Keep why the fields ``changed`` of a body are different now.

    Call it inside the transaction of the change. The log gets the note's id and the
    names of the fields, never its words. Raises ``ValueError`` for a note without.
    """
    words = text.strip()
    if not words:
        raise ValueError("a note needs words")
    names = ",".join(changed)
    note = BodyNote.objects.create(
        body=body, text=words, changed=names, author=user, created_at=now
    )
    log_action(body, BODY_CHANGED, user, note=note.uuid, fields=names)
    return note

"""What the draft of one region would change, kept for some minutes."""

from datetime import date, datetime

from django.core.cache import cache

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import RegionRouting

from .planned_table import latest_drafts, table_with
from .what_if import WhatIf, what_would_change


#: Offers come in all the time; the answer says when it was counted.
KEPT_SECONDS = 300


def draft_effects(*, routing: RegionRouting, now: datetime, day: date) -> WhatIf | None:
    """Return what publishing the latest draft would change as of ``day``.

    ``None`` if nothing is drafted. One statement while what is published, the draft and
    the days are the same and the answer is not older than five minutes; else six.
    ``routing`` comes with its region and latest revision.
    """
    if not routing.has_unpublished_changes or routing.latest_revision is None:
        return None
    live = current_table()
    # Autosave writes over a revision: only the moment tells one draft from the next.
    draft = (
        f"{routing.latest_revision_id}-{routing.latest_revision.created_at.timestamp()}"
    )
    key = f"hilfe_ukraine:what_if:{live.version}:{draft}:{day}:{local_date(now)}"
    known: WhatIf | None = cache.get(key)
    if known is None:
        region = routing.region.key
        known = what_would_change(
            live=live,
            planned=table_with(live, latest_drafts(live, [region])),
            regions=[region],
            now=now,
            day=day,
        )
        cache.set(key, known, KEPT_SECONDS)
    return known

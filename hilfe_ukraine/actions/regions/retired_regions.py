"""Abolished regions: what they became, and who still relies on them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from hilfe_ukraine.domain.registers.changes import StoredRegion
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import Region, RegionRouting, ResponsibleBody


def regions_of_today() -> dict[str, str]:
    """Return, for each abolished region, the key of the place it belongs to now.

    Over several mergers; a municipality that is one place with its district counts
    as the district. Regions without a successor that lives are left out. One
    statement, over abolished regions only.
    """
    rows = Region.objects.exclude(successor=None)
    columns = rows.values_list("key", "successor__key", "successor__valid_until")
    links = {key: (successor, ended) for key, successor, ended in columns}
    found = {key: _last(key, links) for key in links}
    return {key: today for key, today in found.items() if today}


def _last(key: str, links: Mapping[str, tuple[str, date | None]]) -> str:
    seen = set()
    while key in links and key not in seen:
        seen.add(key)
        key, ended = links[key]
        if ended is None:
            return key[:5] if key.endswith("000") else key
    return ""


def regions_still_used(retired: Iterable[StoredRegion]) -> list[str]:
    """Return the retired regions without a successor that something relies on.

    Their rules no longer decide anything, and their offers wait for a person.
    """
    keys = [region.key for region in retired if not region.successor]
    waiting = Q(offers__state=OfferState.WAITING)
    rows = Region.objects.filter(key__in=keys).annotate(
        has_routing=Exists(RegionRouting.objects.filter(region=OuterRef("pk"))),
        has_body=Exists(ResponsibleBody.objects.filter(region=OuterRef("pk"))),
        waiting=Count("offers", filter=waiting),
    )
    return [f"{row.key} {row.label}: {words}" for row in rows if (words := _uses(row))]


def _uses(row: Region) -> str:
    words = [
        "routing" if row.has_routing else "",
        "regional desk" if row.has_body else "",
        f"{row.waiting} waiting offers" if row.waiting else "",
    ]
    return ", ".join(word for word in words if word)

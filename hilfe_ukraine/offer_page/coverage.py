"""The coverage of what the live pages offer, whichever models they are of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing.coverage import Coverage, PageOffer, current_coverage

from .lookup import page_models


def coverage_now(now: datetime) -> Coverage:
    """Return the coverage of all live pages; one statement while nothing changed."""
    return current_coverage(today=local_date(now), read_offers=_live_offers)


def coverage_of(page: Any, now: datetime) -> Coverage:
    """Return the coverage of one page as it stands in ``page``, on today's routing."""
    return coverage_now(now).for_page(offer_of(page))


def offer_of(page: Any) -> PageOffer:
    """Return what the page offers."""
    fallback = page.fallback_body
    return PageOffer(
        categories=frozenset(category.key for category in page.categories.all()),
        fallback=fallback.key if fallback else "",
        language=page.locale.language_code,
    )


def _live_offers() -> Iterator[PageOffer]:
    for model in page_models():
        pages = model.objects.live().select_related("locale", "fallback_body")
        for page in pages.prefetch_related("categories"):
            yield offer_of(page)

"""The steps of ``load_demo``, in order. A step takes nothing and may run again."""

from collections.abc import Callable

from . import accounts, embedding, help_offers, site, static_pages, topics


STEPS: list[tuple[str, Callable[[], None]]] = [
    ("site and home page", site.load),
    ("legal pages", static_pages.load),
    ("participation topics", topics.load),
    ("help offers", lambda: help_offers.load(site.home_page())),
    ("embedded forms", embedding.load),
    ("users", accounts.load),
]

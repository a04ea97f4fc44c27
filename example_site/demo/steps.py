"""The steps of ``load_demo``, in order. A step takes nothing and may run again."""

from collections.abc import Callable

from . import accounts, site, static_pages, topics


STEPS: list[tuple[str, Callable[[], None]]] = [
    ("site and home page", site.load),
    ("legal pages", static_pages.load),
    ("participation topics", topics.load),
    ("users", accounts.load),
]

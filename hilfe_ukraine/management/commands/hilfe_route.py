"""``hilfe_route POSTCODE CATEGORY_KEY``: who would get an offer, and why."""

import json

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from hilfe_ukraine.actions.decide import decide_now, local_date
from hilfe_ukraine.actions.places import (
    FoundPlace,
    find_postcode,
    find_region,
    find_state,
)
from hilfe_ukraine.actions.routing.planned_table import latest_drafts, table_with
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.errors import (
    ForeignMunicipality,
    InvalidPostcode,
    UnknownRegion,
)
from hilfe_ukraine.domain.facts import Facts, Value
from hilfe_ukraine.management.route_report import build_report, report_in_words
from hilfe_ukraine.models import Category
from hilfe_ukraine.offer_page.lookup import live_pages, live_pages_once
from hilfe_ukraine.offer_page.page_setup import read_setup


#: Stands for the postcode when help is not bound to a place.
NO_POSTCODE = "-"


class Command(BaseCommand):
    help = (
        "Explain who would get an offer of this category at this postcode, with what "
        "is published now or with the drafts. Writes nothing. Exit code 2: the "
        "question makes no sense."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "postcode", help="place of the help; - with --region or --statewide"
        )
        parser.add_argument("category", help="key of the category")
        parser.add_argument("--municipality", metavar="KEY", help="official key")
        parser.add_argument(
            "--region", metavar="KEY", help="official key, instead of a postcode"
        )
        parser.add_argument(
            "--statewide", action="store_true", help="by phone, online or anywhere"
        )
        parser.add_argument(
            "--fact",
            action="extend",
            nargs="+",
            default=[],
            metavar="NAME=VALUE",
            help="what is known of the offer, for example stay_days=30",
        )
        parser.add_argument("--page", type=int, metavar="ID", help="id of the page")
        parser.add_argument(
            "--date",
            metavar="YYYY-MM-DD",
            help="decide as on this day (default: today)",
        )
        parser.add_argument(
            "--draft", action="store_true", help="as if all drafts were published"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        table = current_table()
        if options["draft"]:
            table = table_with(table, latest_drafts(table))
        setup = read_setup(_find_page(options["page"]), table, store=False)
        category = setup.category(options["category"])
        if category is None:
            known = ", ".join(row.key for row in setup.categories)
            raise _refusal(f"No category {options['category']!r}. There are: {known}.")
        found = _find_place(options, category)
        answer = decide_now(
            table=table,
            place=found.place,
            category=category,
            facts=self._read_facts(options["fact"], category),
            fallback=setup.fallback_body,
            today=_read_date(options["date"]),
        )
        report = build_report(
            found=found, category=category.key, answer=answer, table=table
        )
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        # Like the other commands: what is not somebody's own text is English.
        with translation.override("en"):
            self.stdout.write(report_in_words(report, answer, table))

    def _read_facts(self, texts: list[str], category: Category) -> Facts:
        """Read ``NAME=VALUE``; a name nobody asks for here is passed over, aloud."""
        asked = category.asked()
        facts: dict[str, Value] = {}
        for text in texts:
            name, sign, value = text.partition("=")
            if not sign:
                raise _refusal(f"--fact {text}: write NAME=VALUE.")
            if name not in asked:
                known = ", ".join(asked)
                self.stderr.write(
                    f"--fact {text} is ignored: {category.key} asks for {known} only."
                )
                continue
            try:
                facts[name] = asked[name].parse(value)
            except ValueError as error:
                choices = ", ".join(asked[name].choices) or "a whole number from 1"
                raise _refusal(f"--fact {text}: expected {choices}.") from error
        return facts


def _find_page(page_id: int | None) -> Any:
    """Return the live page that was named, or the only one there is.

    Translations are one page: they have the same categories and bodies.
    """
    pages = live_pages_once()
    known = ", ".join(f"{page.pk} ({page.title})" for page in pages)
    if page_id is not None:
        pages = [page for page in live_pages() if page.pk == page_id]
        if not pages:
            raise _refusal(f"No published offer page {page_id}. There are: {known}.")
    if not pages:
        raise _refusal("There is no published offer page.")
    if len(pages) > 1:
        raise _refusal(f"There are several offer pages, use --page: {known}.")
    return pages[0]


def _find_place(options: dict[str, Any], category: Category) -> FoundPlace:
    """Return the place that was asked for, as the form would find it."""
    postcode, statewide = options["postcode"], options["statewide"]
    if statewide and not category.allows_statewide:
        raise _refusal(f"{category.key} is bound to a place: leave out --statewide.")
    elsewhere = statewide or options["region"]
    try:
        # A postcode that is given must exist, even where it does not matter.
        if not (elsewhere and postcode == NO_POSTCODE):
            found = find_postcode(postcode)
        if elsewhere:
            found = find_state() if statewide else find_region(options["region"])
        if options["municipality"]:
            found = found.narrowed_to(options["municipality"])
    except InvalidPostcode as error:
        raise _refusal(f"{postcode!r} is not a postcode of five digits.") from error
    except UnknownRegion as error:
        raise _refusal(f"{error.args[0]} is not in the register.") from error
    except ForeignMunicipality as error:
        where = options["region"] or postcode
        raise _refusal(
            f"Municipality {options['municipality']} does not belong to {where}."
        ) from error
    return found


def _read_date(text: str | None) -> date:
    if text is None:
        return local_date(timezone.now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refusal(f"--date {text}: write YYYY-MM-DD.") from error


def _refusal(message: str) -> CommandError:
    return CommandError(message, returncode=2)

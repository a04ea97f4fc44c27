"""What is wrong with the rules of a routing, in words, with number and title.

Nothing here stops anybody: what is needed for publishing the form demands itself.
Copes with half a rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Locale

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import (
    RoutingTable,
    compile_rule,
    current_table,
)
from hilfe_ukraine.domain.facts import Questions
from hilfe_ukraine.domain.rule_checks import Finding, Flaw, check_rules
from hilfe_ukraine.domain.rules import Outcome
from hilfe_ukraine.models import RegionRouting, ResponsibleBody, RoutingRule

from .rule_clashes import same_offers
from .rule_words import missing_in, rules_with_parts


@dataclass(frozen=True)
class Surroundings:
    """What rules are judged by, read once for any number of routings."""

    table: RoutingTable
    questions: Mapping[str, Questions]
    languages: Mapping[int, str]
    today: date

    @classmethod
    def now(cls) -> "Surroundings":
        """Read them; two statements while routing is unchanged."""
        table = current_table()
        questions = {key: row.asked() for key, row in table.categories.items()}
        languages = {row.pk: _language(row) for row in Locale.objects.all()}
        return cls(table, questions, languages, local_date(timezone.now()))


def warnings_of(routing: RegionRouting, known: Surroundings | None = None) -> list[str]:
    """Return one sentence for each thing to look at, from the top."""
    known = known or Surroundings.now()
    rules = rules_with_parts(routing)
    flaws = _flaws(rules, known)
    return [
        *_about_region(routing),
        *(
            _("%(rule)s: %(warning)s") % {"rule": rule_name(at, rule), "warning": text}
            for at, rule in enumerate(rules)
            for text in [*missing_in(rule), *flaws.get(at, ()), *_about(rule, known)]
        ),
    ]


def _language(locale: Locale) -> str:
    try:
        return str(get_language_info(locale.language_code)["name_translated"])
    except KeyError:
        return str(locale)


def rule_name(at: int, rule: RoutingRule) -> str:
    """Return what the rule is called: its number from the top, and its title."""
    if not rule.title:
        return _("Rule %(number)s") % {"number": at + 1}
    words = {"number": at + 1, "title": rule.title}
    return _("Rule %(number)s, “%(title)s”") % words


def _about_region(routing: RegionRouting) -> Iterator[str]:
    region = routing.region if routing.region_id else None
    if region is None or region.valid_until is None:
        return
    words = {"region": region, "day": date_format(region.valid_until)}
    if region.successor is None:
        yield (
            _(
                "%(region)s was abolished on %(day)s and has no successor: these rules "
                "decide nothing."
            )
            % words
        )
        return
    yield (
        _(
            "%(region)s became part of %(successor)s on %(day)s. These rules still "
            "count there, after the rules of %(successor)s itself."
        )
        % {**words, "successor": region.successor}
    )


def _flaws(rules: list[RoutingRule], known: Surroundings) -> dict[int, list[str]]:
    """Only rules that are complete are judged; half a rule takes nothing away."""
    whole = {
        at: compile_rule(rule, region="", revision=None)
        for at, rule in enumerate(rules)
        if rule.outcome in list(Outcome) and not any(missing_in(rule))
    }
    places = list(whole)
    found = check_rules(
        list(whole.values()),
        questions=known.questions,
        bodies=known.table.bodies,
        as_of=known.today,
    )
    return {
        places[finding.position]: [_flaw(finding, places, rules)] for finding in found
    }


def _flaw(finding: Finding, places: list[int], rules: list[RoutingRule]) -> str:
    others = [places[at] for at in finding.others]
    if finding.flaw is Flaw.SAME_OFFERS:
        return same_offers(others[0])
    words = {
        "rules": ", ".join(rule_name(at, rules[at]) for at in others),
        "first": date_format(finding.since) if finding.since else "",
        "last": date_format(finding.until) if finding.until else "",
    }
    return _FLAWS[finding.flaw]() % words


_FLAWS = {
    Flaw.ENDS_BEFORE_START: lambda: _("its last day is before the first one."),
    Flaw.OVER: lambda: _("it is no longer valid and decides nothing."),
    Flaw.IMPOSSIBLE: lambda: _(
        "it can never match: its conditions exclude each other, or none of its "
        "categories asks for them."
    ),
    Flaw.COVERED: lambda: _(
        "it can never match, since what stands above takes everything: %(rules)s. Move "
        "it up, or delete it."
    ),
    Flaw.SAME_FOR_A_WHILE: lambda: _(
        "from %(first)s to %(last)s it is for the same offers as %(rules)s, which is "
        "followed on these days."
    ),
}


def _about(rule: RoutingRule, known: Surroundings) -> Iterator[str]:
    if rule.outcome == RoutingRule.Outcomes.FORWARD:
        yield from body_warnings(rule.bodies.all(), known.today)
    texts = {text.locale_id for text in rule.texts.all() if text.text.strip()}
    # Where no text is needed, none is missing; one language alone may be an oversight.
    languages = known.languages if texts else {}
    lacking = [name for pk, name in languages.items() if pk not in texts]
    if lacking:
        yield (
            _("the text for the citizen is missing in: %(languages)s.")
            % {"languages": ", ".join(lacking)}
        )


def body_warnings(bodies: Iterable[ResponsibleBody], day: date) -> Iterator[str]:
    """Yield a sentence for each body that gets nothing on ``day``, or may not."""
    states = ResponsibleBody.ContactStates
    for body in bodies:
        words = {"body": body.name}
        if body.contact_state == states.RETIRED:
            yield _("“%(body)s” is retired and gets nothing.") % words
        elif body.contact_state == states.SUSPECT:
            yield _("the address of “%(body)s” is in doubt; it gets nothing.") % words
        elif body.is_paused(day) and body.paused_until:
            words["day"] = date_format(body.paused_until)
            yield _("“%(body)s” takes no offers before %(day)s.") % words
        elif body.contact_state == states.UNCONFIRMED:
            yield _("the address of “%(body)s” is not confirmed yet.") % words

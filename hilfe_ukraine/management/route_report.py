"""What ``hilfe_route`` reports: one decision as plain values, and in words.

The keys of the JSON are a public interface; scripts read them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hilfe_ukraine.actions.places import FoundPlace
from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision, Step
from hilfe_ukraine.models import Region
from hilfe_ukraine.wagtail_admin.offers.trace_words import told


Answer = Decision | AskMunicipality | AskFacts
Report = dict[str, Any]


def build_report(
    *, found: FoundPlace, category: str, answer: Answer, table: RoutingTable
) -> Report:
    """Return the answer as JSON values; ``postcode`` is ``None`` for state-wide help.

    ``candidates`` are the places that are still possible, ``why`` in the trace is a
    code of :class:`hilfe_ukraine.domain.routing.Why`.
    """
    verdict = answer.verdict if isinstance(answer, Decision) else None
    bodies = verdict.bodies if verdict else ()
    return {
        "postcode": found.postcode or None,
        "category": category,
        "candidates": [
            _candidate(found.regions[key]) for key in found.place.candidates
        ],
        "ambiguous": isinstance(answer, AskMunicipality),
        "outcome": verdict.outcome.value if verdict else "ask",
        "ask": _question(answer),
        "bodies": [_body(key, table) for key in bodies],
        "region": verdict.region if verdict else None,
        "trace": [_step(step) for step in answer.trace],
    }


def report_in_words(report: Report, answer: Answer, table: RoutingTable) -> str:
    """Return the same for people, the way of the decision in sentences."""
    place = report["postcode"] or "anywhere in the state"
    lines = [f"{report['category']}, {place}: {report['outcome']}"]
    lines += [
        f"  possible place: {row['label']} ({row['key']})"
        for row in report["candidates"]
    ]
    lines += _ask_lines(report["ask"])
    lines += [
        f"  goes to: {body['name']} <{body['email']}> ({body['key']})"
        for body in report["bodies"]
    ]
    lines += _text_lines(answer)
    steps = told(answer.trace, table) or ["no rule is there to look at"]
    lines += ["How it came about:", *(f"  {step}" for step in steps)]
    return "\n".join(lines)


def _candidate(region: Region) -> dict[str, str | None]:
    district = region if len(region.key) == 5 else region.parent
    is_state = region.level == Region.Levels.STATE
    return {
        "key": region.key,
        "label": region.label,
        "district": None if is_state or not district else district.key,
        "district_label": None if is_state or not district else district.label,
    }


def _question(answer: Answer) -> dict[str, Any] | None:
    if isinstance(answer, Decision):
        return None
    kind = "municipality" if isinstance(answer, AskMunicipality) else "facts"
    return {"kind": kind, "names": list(answer.names)}


def _body(key: str, table: RoutingTable) -> dict[str, str]:
    row = table.body_rows[key]
    return {"key": key, "name": row.name, "email": row.email}


def _step(step: Step) -> dict[str, Any]:
    return {
        "region": step.region or None,
        "rule": step.rule or None,
        "matched": step.matched,
        "why": step.why.value,
    }


def _ask_lines(ask: Mapping[str, Any] | None) -> list[str]:
    if ask is None:
        return []
    option = "--municipality" if ask["kind"] == "municipality" else "--fact"
    return [f"  to be known first ({option}): {', '.join(ask['names'])}"]


def _text_lines(answer: Answer) -> Iterator[str]:
    if isinstance(answer, Decision):
        for language, text in answer.verdict.texts:
            yield f"  text ({language}): {text}"

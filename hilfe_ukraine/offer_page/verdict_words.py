"""A decision in the citizen's words."""

from dataclasses import dataclass

from django.utils.translation import get_language

from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.routing import Verdict


@dataclass(frozen=True)
class VerdictWords:
    """``outcome`` as in the domain, names of the bodies, and the rule's own text."""

    outcome: str
    bodies: tuple[str, ...]
    text: str
    text_language: str


def verdict_words(verdict: Verdict, table: RoutingTable) -> VerdictWords:
    """Return what the citizen is told; the text falls back to the default language."""
    texts = dict(verdict.texts)
    wanted = get_language() or ""
    order = [wanted, wanted.split("-")[0], conf.default_language, *texts]
    language = next((code for code in order if code in texts), "")
    return VerdictWords(
        outcome=verdict.outcome.value,
        bodies=tuple(table.body_rows[key].name for key in verdict.bodies),
        text=texts.get(language, ""),
        text_language=language,
    )

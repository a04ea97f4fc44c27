"""Two versions of a routing's rules, compared sentence by sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.compare import diff_text

from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import RegionRouting

from .rule_words import lines_of_rule, rules_with_parts


class RulesComparison:
    """What Wagtail's comparison of revisions asks of a field."""

    is_field = True
    is_child_relation = False

    def __init__(
        self, before: RegionRouting, after: RegionRouting, label: str = ""
    ) -> None:
        self.label = label
        self.before = _read(before)
        self.after = _read(after)

    def field_label(self) -> str:
        return capfirst(str(self.label))

    def has_changed(self) -> bool:
        return self.before != self.after

    def htmldiff(self) -> SafeString:
        """One block for each rule, in the new order; those that went come last."""
        old = {rule.identity: rule for rule in self.before}
        blocks = [_block_of(rule, old.pop(rule.identity, None)) for rule in self.after]
        blocks += [_removed(rule) for rule in old.values()]
        return format_html_join("\n", "{}", ((block,) for block in blocks))


@dataclass(frozen=True)
class _Said:
    """A rule as it reads in one version; ``number`` counts from the top."""

    identity: UUID
    number: int
    lines: dict[str, str]


def _read(routing: RegionRouting) -> list[_Said]:
    categories = current_table().categories
    return [
        _Said(rule.uuid, number, lines_of_rule(rule, categories))
        for number, rule in enumerate(rules_with_parts(routing), start=1)
    ]


def _removed(rule: _Said) -> SafeString:
    heading = _("Rule %(number)s was removed") % {"number": rule.number}
    return _block("deletion", heading, rule.lines.values())


def _block_of(rule: _Said, earlier: _Said | None) -> SafeString:
    words = {"number": rule.number, "before": earlier.number if earlier else ""}
    if earlier is None:
        heading = _("Rule %(number)s is new") % words
        return _block("addition", heading, rule.lines.values())
    moved = earlier.number != rule.number
    heading = (
        _("Rule %(number)s, was rule %(before)s") if moved else _("Rule %(number)s")
    )
    lines = (
        diff_text(earlier.lines.get(name, ""), rule.lines.get(name, "")).to_html()
        for name in {**earlier.lines, **rule.lines}
    )
    return _block("", heading % words, lines)


def _block(classname: str, heading: str, lines: Iterable[str]) -> SafeString:
    said = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    return format_html(
        '<div class="comparison__child-object {}"><p><strong>{}</strong></p>{}</div>',
        classname,
        heading,
        said,
    )

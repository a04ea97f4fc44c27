"""What axe finds on a page, and the table of it for ``make test-browser``."""

from collections import defaultdict

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


#: What WCAG 2.2 AA asks for, as axe names it.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Order of headings, landmarks around everything, and the like.
ALL = [*WCAG, "best-practice"]

#: The rich text fields of Wagtail's page editor have no name for screen readers, and
#: the button of its minimap stands too close to others in a narrow window.
WAGTAILS_OWN = [[".Draftail-Editor"], ["#w-minimap-toggle"]]

#: (page, language) to the number of findings, over all the times it was looked at.
counts: dict[tuple[str, str], int] = {}


def find(page: Page, rules: list[str] = ALL) -> list[str]:
    """Return what axe finds on a page that runs scripts, one line per element."""
    options = {"runOnly": {"type": "tag", "values": rules}}
    context = {"exclude": WAGTAILS_OWN}
    violations = Axe().run(page, context, options).response["violations"]
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in violations
        for node in found["nodes"]
    ]


def note(name: str, language: str, findings: list[str]) -> None:
    """Remember what was found on a page of this name."""
    key = (name, language)
    counts[key] = counts.get(key, 0) + len(findings)


def table() -> list[str]:
    """Return pages x languages x findings as lines; a dash was not looked at."""
    by_page: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, language), number in counts.items():
        by_page[name][language] = number
    languages = sorted({language for _name, language in counts})
    width = max((len(name) for name in by_page), default=4)
    lines = [" ".join(["page".ljust(width), *(code.rjust(5) for code in languages)])]
    for name, found in by_page.items():
        cells = [str(found.get(code, "-")).rjust(5) for code in languages]
        lines.append(" ".join([name.ljust(width), *cells]))
    lines.append(f"{len(counts)} pages in a language, {sum(counts.values())} findings.")
    return lines

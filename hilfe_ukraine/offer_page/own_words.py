"""Which entries are a helper's own words, and in which language they are.

Labels and choices are stored in the language of the portal, since clerks read them. A
text somebody typed stays as it is, and says its language: screen readers need it, and
so does whoever has it translated.
"""

from collections.abc import Iterable
from typing import Any

from hilfe_ukraine.conf import conf


DETAILS = "details"
_TYPED = frozenset({"singleline", "multiline"})


def mark_own_words(
    rows: Iterable[dict[str, Any]], questions: Iterable[Any], language: str
) -> list[dict[str, Any]]:
    """Return the entries, with ``language`` at each text that is not the portal's."""
    if language == conf.default_language:
        return list(rows)
    typed = {str(q.translation_key) for q in questions if q.field_type in _TYPED}
    return [
        {**row, "language": language} if row["key"] in {DETAILS, *typed} else row
        for row in rows
    ]

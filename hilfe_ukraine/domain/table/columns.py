"""Sheets and columns of the table, with the words a clerk reads in two languages.

Headings are recognised in either language, whatever their case. They are a contract:
files that people keep name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column; ``limit`` is how long its text may be, 0 for what is no text.

    A column that is not needed may be missing: it is for reading, or for recognising.
    """

    name: str
    de: str
    en: str
    limit: int = 0
    is_needed: bool = True

    def heading(self, language: str) -> str:
        """Return the heading in German, or in English for any other language."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one CSV file of the same name."""

    name: str
    de: str
    en: str
    columns: tuple[Column, ...]

    def title(self, language: str) -> str:
        """Return the title in German, or in English for any other language."""
        return self.de if language == "de" else self.en

    def is_called(self, title: str) -> bool:
        """Whether a sheet with this title is the one."""
        return same_words(title) in (same_words(self.de), same_words(self.en))


def same_words(text: str) -> str:
    """Return the text in the form in which headings and words are compared."""
    return " ".join(text.split()).casefold()


#: A spreadsheet cuts what is longer than 32,767 characters.
LONGEST_TEXT = 30_000

BODIES = Sheet(
    "bodies",
    "Stellen",
    "Bodies",
    (
        Column("key", "Schlüssel", "Key", 60),
        Column("name", "Name", "Name", 200),
        Column("kind", "Art", "Kind"),
        Column("desk_of", "Regionale Stelle von", "Desk of"),
        Column("region", "Region", "Region"),
        Column("email", "E-Mail", "E-mail", 254),
        Column("phone", "Telefon", "Phone", 40),
        Column("deputy", "Vertretung", "Deputy"),
        Column("reaction_days", "Antwort in Tagen", "Answers within days"),
        Column("note", "Notiz", "Note", LONGEST_TEXT),
    ),
)

RULES = Sheet(
    "rules",
    "Regeln",
    "Rules",
    (
        Column("region", "Region", "Region"),
        Column("region_name", "Name der Region", "Name of the region", 0, False),
        Column("title", "Regel", "Rule", 160),
        Column("categories", "Arten der Hilfe", "Categories"),
        Column("stay_from", "Aufenthalt ab (Tage)", "Stay from (days)"),
        Column("stay_to", "Aufenthalt bis (Tage)", "Stay up to (days)"),
        Column("quantity_from", "Anzahl ab", "Quantity from"),
        Column("quantity_to", "Anzahl bis", "Quantity up to"),
        Column("helper", "Angeboten von", "Offered by"),
        Column("answers", "Weitere Bedingungen", "Other conditions"),
        Column("outcome", "Was geschieht", "What happens"),
        Column("bodies", "Stellen", "Bodies"),
        Column("text", "Text", "Text"),
        Column("valid_from", "Gilt ab", "Valid from"),
        Column("valid_until", "Gilt bis", "Valid until"),
        Column("decided_by", "Entschieden von", "Decided by", 160),
        Column("decided_on", "Entschieden am", "Decided on"),
        Column("letter", "Schreiben", "Letter", 160),
        Column("note", "Notiz", "Note", LONGEST_TEXT),
        Column("id", "Kennung", "ID", 0, False),
    ),
)

TEXTS = Sheet(
    "texts",
    "Texte",
    "Texts",
    (
        Column("key", "Text", "Text", 60),
        Column("language", "Sprache", "Language"),
        Column("words", "Wortlaut", "Wording", LONGEST_TEXT),
    ),
)

SHEETS = (BODIES, RULES, TEXTS)

#: For each value of a column its German and its English word, as they are written.
#: Words behind these are understood as well.
Words = Mapping[str, tuple[str, ...]]

KINDS: Words = {
    # The German words are those of the form; the last ones of earlier tables.
    "state": ("Landesbehörde", "state", "state authority", "Land"),
    "district": (
        "Landkreis oder kreisfreie Stadt",
        "district",
        "district or independent city",
        "Kreis oder kreisfreie Stadt",
    ),
    "municipality": ("Gemeinde", "municipality"),
    "organisation": (
        "Hilfsorganisation",
        "organisation",
        "aid organisation",
        "Organisation",
    ),
}
OUTCOMES: Words = {
    "forward": ("weiterleiten", "forward"),
    "redirect": ("verweisen", "redirect"),
    "keep": ("vormerken", "keep"),
}
HELPERS: Words = {
    "person": ("Privatperson", "person"),
    "organisation": ("Organisation", "organisation"),
}


def word_for(value: str, words: Words, language: str) -> str:
    """Return the word for a value; the value itself if it has none."""
    written = words.get(value, (value, value))
    return written[0] if language == "de" else written[1]


def value_of(word: str, words: Words) -> str | None:
    """Return the value a word of either language stands for, or ``None``."""
    wanted = same_words(word)
    for value, understood in words.items():
        if wanted == value or wanted in map(same_words, understood):
            return value
    return None

"""Words for what is wrong with a table, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.domain.facts import HELPER, QUANTITY, STAY_DAYS
from hilfe_ukraine.domain.table.problems import Code, Problem


#: What is wrong, and what to do.
PROBLEMS: Mapping[Code, Any] = {
    Code.NOT_A_TABLE: _(
        "This is not a table. Upload an Excel file (.xlsx), or a .zip with three CSV "
        "files; an old .xls can be saved as .xlsx."
    ),
    Code.PROTECTED: _(
        "The file is protected by a password, or it is an old .xls. Save it as .xlsx "
        "without a password."
    ),
    Code.DAMAGED: _(
        "The file is damaged or was cut off. Open it, save it again, and upload that."
    ),
    Code.TOO_BIG: _("The file is too big: at most %(most)s MB can be read."),
    Code.NOT_TEXT: _(
        "The letters cannot be read. Save the file as “CSV UTF-8”, or use .xlsx."
    ),
    Code.NO_SHEET: _(
        "The sheet “%(name)s” is missing. It may be empty, but its headings must be "
        "there."
    ),
    Code.SHEET_TWICE: _("The sheet “%(name)s” is there twice. Delete one of them."),
    Code.NO_COLUMN: _(
        "The column “%(name)s” is missing. Empty cells would erase what is stored, so "
        "every column must be there."
    ),
    Code.COLUMN_TWICE: _("The column “%(name)s” is there twice. Delete one."),
    Code.TOO_MANY_ROWS: _(
        "There are too many rows: at most %(most)s can be read. Delete empty rows at "
        "the end, or use several files."
    ),
    Code.MERGED: _(
        "Cells are merged here, so only the first one has a value. Undo the merging "
        "and fill in each cell."
    ),
    Code.FORMULA: _(
        "This is a formula (%(text)s). Only values are read: copy the cell and paste "
        "it as a value."
    ),
    Code.ERROR_VALUE: _("The spreadsheet shows an error here: %(text)s."),
    Code.EMPTY: _("This cell must be filled in."),
    Code.TOO_LONG: _(
        "The text has %(length)s characters; at most %(most)s are possible."
    ),
    Code.NOT_A_KEY: _(
        "“%(text)s” is no key. Use small letters, digits and underscores, starting "
        "with a letter."
    ),
    Code.NOT_A_NUMBER: _("“%(text)s” is not a whole number between 1 and %(most)s."),
    Code.NOT_A_DATE: _("“%(text)s” is not a date. Write it as 4.3.2022 or 2022-03-04."),
    Code.NOT_A_CHOICE: _("“%(text)s” is not possible here. Choose: %(name)s."),
    Code.NOT_AN_EMAIL: _("“%(text)s” is not an e-mail address."),
    Code.NOT_AN_ID: _(
        "“%(text)s” is not an ID that was exported. For a new rule, leave the cell "
        "empty."
    ),
    Code.LOST_ZERO: _(
        "The spreadsheet took this for a number (%(text)s), so a zero at its beginning "
        "is lost. Format the cell as text and enter it again."
    ),
    Code.NOT_A_CONDITION: _(
        "“%(text)s” is not a condition. Write, for example: "
        "dwelling = house, flat; rooms >= 2"
    ),
    Code.NO_REGION: _(
        "There is no region with the official key “%(text)s”. It has 2, 5 or 8 digits."
    ),
    Code.SAME_PLACE: _(
        "This municipality is the whole district: enter the key of the district, "
        "%(other)s."
    ),
    Code.NO_CATEGORY: _("There is no category with the key “%(text)s”."),
    Code.NO_BODY: _(
        "There is no body with the key “%(text)s”, neither in this file nor stored."
    ),
    Code.RETIRED_BODY: _("The body “%(text)s” is retired. Name another one."),
    Code.NO_TEXT: _("The sheet of texts has no text “%(text)s”."),
    Code.NO_LANGUAGE: _(
        "“%(text)s” is not a language of this site. There are: %(known)s."
    ),
    Code.NOT_ASKED: _(
        "None of the categories of this rule asks for “%(text)s”, so the rule would "
        "never match."
    ),
    Code.NOT_COMPARABLE: _(
        "“%(text)s” cannot be compared: only one whole number can be a limit."
    ),
    Code.TWICE: _("“%(text)s” is there twice. Each may be there once."),
    Code.SAME_RULE: _(
        "This rule says the same as the one in %(row)s. Delete one of them."
    ),
    Code.NEEDS_BODY: _("Name at least one body to forward to."),
    Code.NEEDS_TEXT: _(
        "Name the text that the citizen reads, and enter it in the sheet of texts."
    ),
    Code.ENDS_BEFORE: _("The last day is before the first one."),
    Code.DESK_NEEDS_REGION: _("Name the region of the desk."),
    Code.DESK_OF_DESK: _(
        "“%(text)s” is a desk itself, or this very body: a desk cannot have desks."
    ),
    Code.DESK_TWICE: _(
        "Another desk of the same body is for the region “%(text)s” already."
    ),
    Code.OWN_DEPUTY: _("A body cannot stand in for itself."),
    Code.CIRCLE: _(
        "That would go round in a circle: %(names)s. Choose another deputy."
    ),
    Code.FOREIGN_REGION: _(
        "You may not change the routing of %(text)s. Delete the rows of this region."
    ),
    Code.FOREIGN_BODY: _(
        "You may not add or change bodies. Delete this row, or ask the administration."
    ),
    Code.BUSY: "%(text)s: %(why)s",
}

_MEANT = _("Did you mean “%(meant)s”?")
_IS_NAME = _("This is the name that belongs to the key “%(meant)s”: write the key.")
_FACTS = {
    STAY_DAYS: _("Length of stay"),
    QUANTITY: _("Quantity"),
    HELPER: _("Offered by"),
}
_NO_SUCH_REGION = _("There is no region with the official key “%(text)s”.")
_OLD_REGION = _("%(text)s was abolished. Use %(successor)s.")
_OLD_REGION_WITHOUT = _("%(text)s was abolished.")
_BAD_NUMBER = _("“%(text)s” is not a whole number from 1 on.")
_BAD_CHOICE = _("“%(text)s” is not possible. Possible values: %(choices)s.")


def problem_in_words(problem: Problem) -> str:
    """Return what is wrong and what to do, in the language that is active."""
    values = dict(problem.values)
    german = (get_language() or "").startswith("de")
    values["name"] = values.get("de" if german else "en", "")
    if problem.code is Code.NOT_ASKED:
        values["text"] = str(_FACTS.get(values["text"], values["text"]))
    words = str(_message(problem.code, values)) % values
    if not values.get("meant"):
        return words
    return f"{words} {(_IS_NAME if values['is_name'] else _MEANT) % values}"


def _message(code: Code, values: Mapping[str, str]) -> Any:
    if code is Code.OLD_REGION:
        return _OLD_REGION if values["successor"] else _OLD_REGION_WITHOUT
    if code is Code.NO_REGION and _looks_like_key(values["text"]):
        return _NO_SUCH_REGION
    if code is Code.BAD_VALUE:
        return _BAD_CHOICE if values["choices"] else _BAD_NUMBER
    return PROBLEMS[code]


def _looks_like_key(text: str) -> bool:
    """Whether it is as long as official keys are; then nobody has to be told so."""
    return text.isdecimal() and len(text) in (2, 5, 8)

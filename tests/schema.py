"""The published JSON Schema, used as receivers would."""

import json

from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker


def validate(body: bytes) -> dict[str, Any]:
    """Return the document; raises ``ValueError`` if it is not valid."""
    document = json.loads(body)
    text = (files("hilfe_ukraine") / "data/schemas/offer-1.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    found = [error.message for error in checker.iter_errors(document)]
    if found:
        raise ValueError("; ".join(found))
    return document

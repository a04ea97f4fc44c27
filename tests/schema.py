"""The published JSON Schema, used as receivers would."""

import json

from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker


@cache
def _validator() -> Draft202012Validator:
    text = (files("hilfe_ukraine") / "data/schemas/offer-1.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def validate(body: bytes) -> dict[str, Any]:
    """Return the document; raises ``ValueError`` if it is not valid."""
    document = json.loads(body)
    found = [error.message for error in _validator().iter_errors(document)]
    if found:
        raise ValueError("; ".join(found))
    return document

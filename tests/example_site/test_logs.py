"""No address and no signed link in a log line, tracebacks included."""

import logging
import sys

import pytest


@pytest.fixture
def logs(load_config):
    return load_config("logs")


@pytest.mark.parametrize(
    "view", ["thanks", "confirm", "manage", "address", "answer", "list"]
)
def test_mask_hides_token_of_signed_link(logs, view):
    masked = logs["mask"](f"Not Found: /hilfe/{view}/AbC:1x:sig-na_ture/?a=b")
    assert masked == f"Not Found: /hilfe/{view}/***/?a=b"


def test_mask_hides_addresses_and_keeps_the_rest(logs):
    assert (
        logs["mask"]("550 <erika@mail.example.org> unknown") == "550 <***@***> unknown"
    )


def test_formatter_masks_traceback(logs):
    try:
        raise ValueError("refused: erika@example.org")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "to %s", ("a@b.de",), sys.exc_info()
        )
    text = logs["MaskingFormatter"]("%(message)s").format(record)
    assert "erika" not in text
    assert "a@b.de" not in text

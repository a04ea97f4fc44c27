"""Keys that are missing, damaged, short or used twice are found."""

import pytest

from hilfe_ukraine import checks
from tests import settings as host_settings
from tests.checks.found import ids


GOOD_KEY = host_settings.HILFE_UKRAINE_ENCRYPTION_KEYS["test"]
OTHER_KEY = "b3RoZXIga2V5LCBvbmx5IGZvciB0ZXN0cywgMTIzNDU="
LONG = "long enough to be a secret of its own"


@pytest.mark.parametrize("keys", [{}, None, [GOOD_KEY], ""])
def test_missing_encryption_keys_are_found(change, keys):
    change(ENCRYPTION_KEYS=keys)

    assert ids(checks.check_encryption_keys) == ["E001"]
    checks.check_keys_differ()


@pytest.mark.parametrize(
    ("key_id", "key"),
    [
        ("a", "short"),
        ("a", GOOD_KEY[:-2]),
        ("a", "ä" * 44),
        ("a", None),
        ("a", 5),
        ("", GOOD_KEY),
        ("a:b", GOOD_KEY),
    ],
)
def test_each_damaged_encryption_key_is_found(change, key_id, key):
    change(ENCRYPTION_KEYS={"good": OTHER_KEY, key_id: key})

    assert ids(checks.check_encryption_keys) == ["E002"]
    assert "number 2" in checks.check_encryption_keys()[0].msg


@pytest.mark.parametrize("key", ["", "short", LONG[:31], None])
def test_a_short_index_key_is_found(change, key):
    change(INDEX_KEY=key)

    assert ids(checks.check_index_key) == ["E003"]


@pytest.mark.parametrize("keys", [[], ["short"], [LONG, "short"], [LONG, None], LONG])
def test_a_short_link_key_is_found(change, keys):
    change(LINK_KEYS=keys)

    assert ids(checks.check_link_keys) == ["E004"]


@pytest.mark.parametrize(
    "values",
    [
        {"LINK_KEYS": [LONG, LONG]},
        {"LINK_KEYS": [LONG], "INDEX_KEY": LONG},
        {"ENCRYPTION_KEYS": {"a": GOOD_KEY, "b": GOOD_KEY}},
        {"ENCRYPTION_KEYS": {"a": GOOD_KEY}, "INDEX_KEY": GOOD_KEY},
        {"INDEX_KEY": host_settings.SECRET_KEY},
        {"LINK_KEYS": [host_settings.SECRET_KEY]},
    ],
)
def test_a_secret_used_twice_is_found_and_its_settings_are_named(change, values):
    change(**values)

    assert ids(checks.check_keys_differ) == ["E005"]
    assert all(name in checks.check_keys_differ()[0].msg for name in values)

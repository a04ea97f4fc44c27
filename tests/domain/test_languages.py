"""Levels of a language are keys that stay."""

from hilfe_ukraine.domain.languages import Level


def test_the_keys_that_are_stored_do_not_change():
    assert [level.value for level in Level] == ["native", "fluent", "good", "basic"]

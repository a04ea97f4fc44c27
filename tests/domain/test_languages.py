"""Levels of a language are keys that stay; names stand in the order of the alphabet."""

import pytest

from hilfe_ukraine.domain.languages import Level, alphabetical


def test_the_keys_that_are_stored_do_not_change():
    assert [level.value for level in Level] == ["native", "fluent", "good", "basic"]


@pytest.mark.parametrize(
    "names",
    [
        ["Dänisch", "Deutsch", "Englisch", "Türkisch", "Udmurtisch", "Uigurisch"],
        ["Естонська", "Єврейська", "Засада", "Іврит", "Їдиш", "Йоруба", "Казахська"],
        ["Армянский", "Ёжик", "Японский"],
    ],
)
def test_names_stand_as_in_the_alphabet_of_their_language(names):
    mixed = names[::-1]

    assert sorted(mixed, key=alphabetical) == names

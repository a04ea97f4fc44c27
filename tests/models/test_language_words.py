"""Languages and levels in words."""

from django.utils import translation

from hilfe_ukraine.domain.languages import Level
from hilfe_ukraine.models.language_words import (
    language_name,
    level_words,
    other_languages,
)


def test_a_language_is_called_as_readers_call_it():
    with translation.override("de"):
        assert language_name("uk") == "Ukrainisch"
    with translation.override("ru"):
        assert language_name("uk") == "Украинский"


def test_a_language_nobody_knows_is_called_by_its_code():
    assert language_name("xx") == "xx"


def test_each_level_has_words_of_its_own():
    with translation.override("en"):
        assert len({level_words(level) for level in Level}) == len(Level)


def test_other_languages_stand_in_the_order_of_their_names():
    with translation.override("de"):
        listed = dict(other_languages("de"))

    assert {"pl", "ar", "hsb", "zh-hans"} <= listed.keys()
    assert "en-gb" not in listed
    names = [name.casefold() for name in listed.values()]
    assert names == sorted(names)

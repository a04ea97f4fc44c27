"""Languages and levels in words."""

import pytest

from django.utils import translation

from hilfe_ukraine.domain.languages import Level
from hilfe_ukraine.models.language_words import (
    language_name,
    level_words,
    other_languages,
)


ALIKE_IN_GERMAN = {
    *("Afrikaans", "Bengali", "Dari", "Hindi", "Igbo", "Kannada", "Khmer", "Malayalam"),
    *("Marathi", "Nepali", "Romani", "Somali", "Swahili", "Tigrinya", "Urdu"),
}


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

    assert {"pl", "ar", "hsb", "zh"} <= listed.keys()
    assert "en-gb" not in listed
    names = list(listed.values())
    assert names.index("Dänisch") < names.index("Deutsch") < names.index("Englisch")


@pytest.mark.parametrize("language", ["de", "uk", "ru"])
def test_no_name_is_left_in_english(language):
    with translation.override("en"):
        english = dict(other_languages("en"))
    with translation.override(language):
        listed = dict(other_languages(language))

    same = {name for code, name in listed.items() if name == english[code]}
    alike = ALIKE_IN_GERMAN if language == "de" else set()
    assert same <= alike


def test_languages_of_those_who_come_and_help_can_be_chosen():
    with translation.override("en"):
        assert {"Romani", "Dari", "Pashto", "Tigrinya"} <= set(
            dict(other_languages("en")).values()
        )


def test_a_made_up_language_or_another_way_to_write_one_is_no_choice():
    listed = dict(other_languages("en")).keys()

    assert not {"eo", "ia", "io", "nb", "nn", "zh-hans"} & listed

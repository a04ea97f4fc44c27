"""Which languages the helper speaks: rows that are typed, and what is stored."""

import pytest

from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.languages import Level
from hilfe_ukraine.models import Category, HelpOffer
from hilfe_ukraine.offer_page.spoken_languages import (
    SpokenField,
    SpokenInput,
    spoken_entry,
)
from tests.offer_page.browse import read_form, send
from tests.offer_page.read import complaints
from tests.offer_page.site import publish


TRANSLATION = "category=translation&postcode=02826"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def typed(**rows):
    """Return what a browser sends for these rows, and the field's answer to it."""
    data = {f"spoken-{name.replace('_', '-')}": value for name, value in rows.items()}
    return SpokenField().clean(SpokenInput().value_from_datadict(data, {}, "spoken"))


def refused(**rows):
    with pytest.raises(forms.ValidationError) as caught:
        typed(**rows)
    return caught.value.messages


def test_the_portals_languages_stand_there_by_name():
    assert typed(de="basic", uk="native") == {"de": Level.BASIC, "uk": Level.NATIVE}


def test_any_other_language_can_be_chosen():
    assert typed(other_1="pl", level_1="good", other_2="ar", level_2="fluent") == {
        "pl": Level.GOOD,
        "ar": Level.FLUENT,
    }


def test_somebody_who_speaks_nothing_is_asked_again():
    assert refused() == ["Choose at least one language that you speak."]


def test_a_language_needs_a_level_and_a_level_a_language():
    assert refused(other_1="pl") == ["Choose how well you speak this language: Polish."]
    assert refused(level_2="good") == ["Choose the language that belongs to the level."]


@pytest.mark.parametrize(
    "rows", [{"de": "C1"}, {"other_1": "xx", "level_1": "good"}, {"uk": "\0"}]
)
def test_what_no_list_offers_is_refused(rows):
    assert refused(**rows) == ["Choose languages and levels from the lists."]


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=8)), max_size=8))
def test_whatever_is_sent_is_taken_or_refused_in_words(pairs):
    own = [(code, "") for code in conf.languages]
    try:
        spoken = SpokenField().clean(own + pairs)
    except forms.ValidationError as error:
        assert error.messages
    else:
        assert set(spoken.values()) <= set(Level)


def test_of_two_levels_for_one_language_the_better_one_counts():
    assert typed(de="good", other_1="de", level_1="native") == {"de": Level.NATIVE}
    assert typed(de="native", other_1="de", level_1="basic") == {"de": Level.NATIVE}


def test_an_entry_has_words_for_people_and_keys_for_machines():
    with translation.override("de"):
        entry = spoken_entry({"uk": Level.NATIVE, "de": Level.BASIC})

    assert [value.split(":")[0] for value in entry["value"]] == [
        "Ukrainisch",
        "Deutsch",
    ]
    assert entry["languages"] == [
        {"language": "uk", "level": "native"},
        {"language": "de", "level": "basic"},
    ]


@pytest.fixture
def asking(offer_page):
    Category.objects.filter(key="translation").update(asks_languages=True)
    return publish(offer_page)


@pytest.mark.django_db
def test_only_categories_that_ask_have_the_question(client, asking):
    asked = read_form(client.get(f"/hilfe-ukraine/?{TRANSLATION}")).names
    other = read_form(
        client.get("/hilfe-ukraine/?category=housing&postcode=02826")
    ).names

    assert {"spoken-de", "spoken-uk", "spoken-other-1", "spoken-level-1"} <= set(asked)
    assert not [name for name in other if name.startswith("spoken")]


@pytest.mark.django_db
def test_the_error_leads_to_the_first_row_and_no_choice_is_lost(client, asking):
    page = client.get(f"/hilfe-ukraine/?{TRANSLATION}")
    rows = {"spoken-uk": "native", "spoken-other-1": "pl"}
    response = send(client, page, **rows)

    assert list(complaints(response)) == ["id_spoken_0"]
    content = response.content.decode()
    assert '<option value="native" selected>' in content
    assert '<option value="pl" selected>' in content


@pytest.mark.django_db
def test_clerks_read_the_languages_in_the_portals_language(
    client, asking, ukrainian_page
):
    address = f"{ukrainian_page.get_url()}?{TRANSLATION}"
    page = client.get(address)
    assert "Німецька" in page.content.decode()
    send(client, page, **{"spoken-uk": "native", "spoken-de": "basic"})

    (entry,) = (
        row for row in HelpOffer.objects.get().entries if row["key"] == "languages"
    )
    assert {value.split(":")[0] for value in entry["value"]} == {
        "Deutsch",
        "Ukrainisch",
    }

"""The trace in words."""

import pytest

from hilfe_ukraine.domain.routing import Why
from hilfe_ukraine.wagtail_admin.offers.trace_words import trace_sentences


pytestmark = pytest.mark.usefixtures("english")


def step(**values):
    return {
        "region": "14626",
        "rule": "some-uuid",
        "matched": False,
        "why": "condition",
        "facts": ["dwelling"],
        "title": "Flats to office A",
        **values,
    }


def test_names_place_rule_and_reason():
    (sentence,) = trace_sentences([step()], labels={"14626": "Landkreis Görlitz"})
    assert sentence == (
        "Landkreis Görlitz, “Flats to office A”: does not fit because of: dwelling."
    )


def test_uses_the_label_that_was_recorded():
    (sentence,) = trace_sentences([step(label="Görlitz")], labels={"14626": "Other"})
    assert sentence.startswith("Görlitz,")


def test_without_labels_the_key_stands_for_the_region():
    (sentence,) = trace_sentences([step(title="")])
    assert sentence.startswith("14626, rule without a title:")


def test_the_fallback_has_no_region():
    (sentence,) = trace_sentences([step(region="", why="matched")])
    assert sentence == "Fallback body of the page: this rule fits and decides."


def test_after_a_rule_that_is_open_no_rule_has_decided_yet():
    first, second = trace_sentences(
        [step(matched=None, why="unknown_fact"), step(matched=True, why="matched")]
    )
    assert first.endswith("cannot be judged before this is known: dwelling.")
    assert second.endswith("would decide if none of the open rules above it fits.")


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_words(why):
    (sentence,) = trace_sentences([step(why=why.value)])
    assert why.value not in sentence.replace("does not fit", "").split(": ")[-1:]


def test_a_reason_nobody_knows_is_shown_as_it_is():
    (sentence,) = trace_sentences([step(why="tomorrow")])
    assert sentence.endswith("tomorrow")

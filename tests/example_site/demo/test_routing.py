"""Who gets what by the demo's rules: everything is covered."""

from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.decide import decide_now, local_date
from hilfe_ukraine.actions.places import FoundPlace, find_postcode, find_state
from hilfe_ukraine.actions.routing_table import RoutingTable, current_table
from hilfe_ukraine.domain.facts import representatives
from hilfe_ukraine.domain.regions import lineage
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision, Verdict
from hilfe_ukraine.models import Category, PostcodeArea, Region, ResponsibleBody


CATEGORIES = {
    *("housing", "translation", "transport", "childcare", "goods"),
    *("medical", "legal", "jobs", "onsite", "other"),
}


def ask(
    found: FoundPlace, category: str, table: RoutingTable | None = None, **facts
) -> Decision | AskFacts | AskMunicipality:
    table = table or current_table()
    return decide_now(
        table=table,
        place=found.place,
        category=table.categories[category],
        facts=facts,
        fallback=table.body_rows["state_office"],
        today=local_date(timezone.now()),
    )


def answers_to(
    found: FoundPlace, category: str, table: RoutingTable, **facts
) -> Iterator[Verdict]:
    """Every verdict that is possible, whatever is answered to what is asked."""
    answer = ask(found, category, table, **facts)
    if isinstance(answer, Decision):
        yield answer.verdict
    elif isinstance(answer, AskMunicipality):
        for key in answer.names:
            yield from answers_to(found.narrowed_to(key), category, table, **facts)
    else:
        values = (_values(category, name, table) for name in answer.names)
        for chosen in product(*values):
            known = dict(zip(answer.names, chosen, strict=True))
            yield from answers_to(found, category, table, **facts, **known)


def _values(category: str, name: str, table: RoutingTable) -> tuple[int | str, ...]:
    conditions = tuple(
        condition
        for rules in table.by_region.values()
        for rule in rules
        for condition in rule.conditions
    )
    return representatives(table.categories[category].asked()[name], conditions)


def bodies(postcode: str, category: str, **facts: int | str) -> tuple[str, ...]:
    """Keys of the bodies that get the offer; nothing may be left to ask."""
    answer = ask(find_postcode(postcode), category, **facts)
    assert isinstance(answer, Decision), answer
    return answer.verdict.bodies


def outcome(postcode: str, category: str, **facts: int | str) -> str:
    answer = ask(find_postcode(postcode), category, **facts)
    return answer.verdict.outcome if isinstance(answer, Decision) else "ask"


# Who gets what.


def test_every_saxon_postcode_leads_somewhere_for_every_category():
    postcodes = set(PostcodeArea.objects.values_list("postcode", flat=True))
    assert len(postcodes) == 404

    table = current_table()
    # Postcodes with the same places are decided alike.
    different = {found.place: found for found in map(find_postcode, postcodes)}
    for (place, found), category in product(different.items(), CATEGORIES):
        for verdict in answers_to(found, category, table):
            assert verdict.outcome != "unrouted", (place, category)
            assert verdict.rule.region, (place, category, "only the fallback")


def _completions(category: str, names: Iterable[str], table: RoutingTable) -> Iterator:
    """Every way to answer these questions, as far as rules can tell answers apart."""
    names = sorted(names)
    for values in product(*(_values(category, name, table) for name in names)):
        yield dict(zip(names, values, strict=True))


def _outcomes(found: FoundPlace, category: str, table: RoutingTable) -> dict:
    """The verdict for every place the postcode may mean and every full answer."""
    told = {}
    asked = table.categories[category].asked()
    for key in found.place.candidates:
        for facts in _completions(category, asked, table):
            answer = ask(found.narrowed_to(key), category, table, **facts)
            told[key, tuple(sorted(facts.items()))] = answer.verdict
    return told


def _changes(outcomes: dict, name: str) -> bool:
    """Whether the answer to one question alone changes what is decided somewhere."""
    by_rest: dict = {}
    for (key, facts), verdict in outcomes.items():
        rest = (key, tuple(pair for pair in facts if pair[0] != name))
        by_rest.setdefault(rest, set()).add(verdict)
    return any(len(verdicts) > 1 for verdicts in by_rest.values())


def _alike(found: FoundPlace, table: RoutingTable) -> tuple:
    """Places with an equal value have the same rules and desks before them."""
    desks = {key for body in table.bodies.values() for key, _ in body.desks}
    marked = desks | set(table.by_region)
    return tuple(
        tuple(key for key in lineage(candidate) if key in marked)
        for candidate in found.place.candidates
    )


def test_a_question_is_asked_exactly_where_its_answer_changes_the_outcome():
    table = current_table()
    postcodes = set(PostcodeArea.objects.values_list("postcode", flat=True))
    every_place = map(find_postcode, sorted(postcodes))
    different = {_alike(found, table): found for found in every_place}
    asked = set()
    for found, category in product(different.values(), sorted(CATEGORIES)):
        answer = ask(found, category, table)
        outcomes = _outcomes(found, category, table)
        asked.add(type(answer))
        if isinstance(answer, Decision):
            assert set(outcomes.values()) == {answer.verdict}, (found, category)
        elif isinstance(answer, AskMunicipality):
            by_place: dict = {}
            for (key, facts), verdict in outcomes.items():
                by_place.setdefault(key, {})[facts] = verdict
            first, *others = by_place.values()
            assert any(other != first for other in others), (found, category)
        else:
            names = table.categories[category].asked()
            changing = {name for name in names if _changes(outcomes, name)}
            assert set(answer.names) == changing, (found, category)
    assert asked == {Decision, AskMunicipality, AskFacts}


def test_help_anywhere_in_the_state_leads_somewhere():
    for category in Category.objects.filter(allows_statewide=True):
        for verdict in answers_to(find_state(), category.key, current_table()):
            assert verdict.outcome == "forward", category.key


def test_single_rooms_and_beds_in_leipzig_are_redirected_with_nothing_to_ask():
    assert outcome("04109", "housing", dwelling="bed") == "redirect"
    assert outcome("04109", "housing", dwelling="room") == "redirect"


def test_leipzig_sends_houses_and_flats_to_different_offices():
    assert bodies("04109", "housing", dwelling="house") == ("leipzig_liegenschaften",)
    assert bodies("04109", "housing", dwelling="flat") == ("leipzig_sozialamt",)
    assert ask(find_postcode("04109"), "housing").names == ("dwelling",)


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_02627_asks_for_the_municipality_only_where_it_matters(category):
    answer = ask(find_postcode("02627"), category)

    assert isinstance(answer, AskMunicipality) == (category == "childcare")


def test_a_municipality_has_its_own_rule():
    found = find_postcode("02627").narrowed_to("14625610")

    assert ask(found, "childcare").verdict.bodies == ("weissenberg",)


def test_translation_from_02826_reaches_the_desk_of_the_aid_organisation():
    assert bodies("02826", "translation") == ("language_pool_goerlitz",)
    assert bodies("04109", "translation") == ("language_pool",)
    answer = ask(find_state(), "translation")
    assert answer.verdict.bodies == ("language_pool",)


def test_short_stays_are_redirected_and_one_district_takes_only_long_ones():
    for postcode in ("01067", "02826", "04860"):
        assert outcome(postcode, "housing", stay_days=14) == "redirect"
    assert bodies("02826", "housing", stay_days=15) == ("goerlitz",)
    assert bodies("04860", "housing", stay_days=179) == ("state_office",)
    assert bodies("04860", "housing", stay_days=180) == ("nordsachsen",)


def test_hands_are_noted_until_needed_except_at_the_border():
    assert outcome("01067", "onsite") == "keep"
    assert bodies("02826", "onsite") == ("goerlitz",)


def test_four_districts_share_one_store_whose_paused_desk_has_a_deputy():
    for postcode in ("02625", "02826", "01662", "01796"):
        assert bodies(postcode, "goods") == ("goods_store",)
    assert bodies("01067", "goods") == ("dresden",)


def test_each_district_has_a_body_of_its_own_and_gets_offers():
    districts = Region.objects.filter(level="district")
    assert districts.count() == 13
    for district in districts:
        offices = ResponsibleBody.objects.filter(region=district, kind="district")
        won = {rule.bodies for rule in current_table().by_region[district.key]}
        assert {(body.key,) for body in offices} & won, district


def test_bodies_are_of_all_kinds_and_only_at_invented_addresses():
    rows = ResponsibleBody.objects.all()

    assert {row.kind for row in rows} == {kind for kind, _ in rows.model.Kinds.choices}
    assert all(row.email.endswith(".example.org") for row in rows)
    assert len({row.email for row in rows}) == len(rows)
    assert [row.key for row in rows if row.is_paused(timezone.localdate())] == [
        "goods_store_bautzen"
    ]
    assert [row.key for row in rows if row.contact_state == "unconfirmed"] == [
        "weissenberg"
    ]
    confirmed = [row for row in rows if row.contact_state == "confirmed"]
    assert all(row.confirmed_by and row.confirmed_on for row in confirmed)

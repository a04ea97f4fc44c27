"""What was exported and is imported again changes nothing, whatever is configured."""

from datetime import date
from io import BytesIO

import pytest

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from hilfe_ukraine.actions.table.exporting import export_template
from hilfe_ukraine.models import (
    Category,
    CategoryQuestion,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RuleCondition,
    RuleText,
)
from tests.actions.table.tables import apply, check, exported
from tests.factories import make_body, make_category, make_region, make_routing


FORMS = ["xlsx", "zip"]


# What a form lets through, with everything a spreadsheet likes to misread.
_words = st.one_of(
    st.sampled_from(
        ["=1+1", "'=1+1", "''x", "-5", "+49 351", "@a", "01067", "1e5", "14626.0"]
    ),
    st.sampled_from(["TRUE", "4.3.2022", "a;b,c\nd", '"quoted"', "Ä é І", "#NAME?"]),
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
        max_size=30,
    ),
).map(str.strip)
_days = st.none() | st.dates(date(2022, 1, 1), date(2030, 12, 31))
_conditions = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["stay_days", "quantity", "rooms"]),
            st.sampled_from(["at_least", "at_most", "is", "is_not"]),
            st.integers(1, 999_999).map(str),
        ),
        st.tuples(
            st.just("helper"), st.sampled_from(["is", "is_not"]), st.just("person")
        ),
        st.tuples(
            st.just("dwelling"),
            st.sampled_from(["is", "is_not"]),
            st.sampled_from(["house", "flat", "flat,house"]),
        ),
    ),
    max_size=4,
)


@st.composite
def _rules(draw):
    outcome = draw(st.sampled_from(["forward", "redirect", "keep"]))
    texts = {"de": draw(_words), "uk": draw(_words)} if outcome != "forward" else {}
    if texts and not any(texts.values()):
        texts["de"] = "Danke"
    days = sorted(filter(None, (draw(_days), draw(_days))))
    return {
        "outcome": outcome,
        "title": draw(_words),
        "valid_from": days[0] if days else None,
        "valid_until": days[-1] if len(days) > 1 else None,
        "decided_on": draw(_days),
        "decided_by": draw(_words),
        "decision_letter": draw(_words),
        "note": draw(_words),
        "conditions": draw(_conditions),
        "texts": texts,
        "categories": draw(st.sampled_from([(), ("housing",), ("housing", "other")])),
        "bodies": draw(st.sampled_from([("aid",), ("office",), ("aid", "office")])),
    }


@pytest.fixture
def site(db):
    housing = make_category("housing", asks_period=True, asks_quantity=True)
    CategoryQuestion.objects.create(
        parent=housing, key="dwelling", choices="house\nflat"
    )
    CategoryQuestion.objects.create(parent=housing, key="rooms", type="number")
    make_category("other")
    Locale.objects.get_or_create(language_code="uk")
    Locale.objects.get_or_create(language_code="de")
    make_region("14626")
    make_body("office", phone="0351 1")
    make_body("aid", kind="organisation", deputy=ResponsibleBody.objects.get())


def build(rules, region="14626"):
    """Publish these rules; identical ones once, since no two may say the same."""
    routing = RegionRouting.objects.filter(region__key=region).first()
    routing = routing or make_routing(region)
    rows = []
    for position, given_values in enumerate(rules):
        values = dict(given_values)
        conditions, texts = values.pop("conditions"), values.pop("texts")
        categories, bodies = values.pop("categories"), values.pop("bodies")
        rule = RoutingRule(sort_order=position, **values)
        rule.categories = Category.objects.filter(key__in=categories)
        rule.bodies = ResponsibleBody.objects.filter(key__in=bodies)
        rule.conditions = [
            RuleCondition(fact=fact, operator=operator, value=value)
            for fact, operator, value in conditions
        ]
        rule.texts = [
            RuleText(locale=Locale.objects.get(language_code=code), text=text)
            for code, text in texts.items()
            if text
        ]
        rows.append(rule)
    routing.rules = rows
    routing.save()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["de", "en"])
@settings(
    max_examples=12,
    deadline=None,
    # Each example writes a database and a file: shrinking would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rules=st.lists(
        _rules(), min_size=1, max_size=4, unique_by=lambda rule: rule["note"]
    ),
    words=_words,
)
def test_an_exported_table_changes_nothing(site, form, language, rules, words):
    build(rules)
    ResponsibleBody.objects.filter(key="aid").update(note=words, phone=words[:40])

    plan = check(exported(form, language))

    assert plan.problems == ()
    assert not plan


@pytest.mark.parametrize("form", FORMS)
def test_another_installation_takes_the_table_as_it_is(site, form):
    build(
        [
            {
                "outcome": "keep",
                "title": "Merken",
                "conditions": [("rooms", "at_least", "3"), ("helper", "is", "person")],
                "texts": {"de": "Danke", "uk": "Дякуємо"},
                "categories": ("housing",),
                "bodies": (),
            }
        ]
    )
    content = exported(form)
    RegionRouting.objects.all().delete()
    ResponsibleBody.objects.update(deputy=None)
    ResponsibleBody.objects.all().delete()

    routing_set = apply(content)

    assert not check(content)
    assert routing_set.counts["rules_added"] == 1
    assert routing_set.counts["bodies_added"] == 2
    assert ResponsibleBody.objects.get(key="aid").deputy.key == "office"
    rule = RegionRouting.objects.get(live=True).rules.get()
    assert sorted(map(str, rule.conditions.all())) == [
        "helper is person",
        "rooms at_least 3",
    ]
    assert {text.text for text in rule.texts.all()} == {"Danke", "Дякуємо"}


def test_the_template_is_a_table_that_can_be_imported(site):
    file = BytesIO()
    export_template(file, form="xlsx", language="de")

    plan = check(file.getvalue())

    assert plan.problems == ()
    assert plan.counts["bodies_added"] == 2
    assert plan.counts["rules_added"] == 3


def test_somebody_who_sees_less_gets_less(site):
    build([], "14626")
    content = exported(may_see=lambda region: False, with_bodies=False)

    plan = check(content)

    assert plan.problems == ()
    assert not plan

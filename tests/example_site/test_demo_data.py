"""The demo's data: everything is covered, said in four languages, and loaded once."""

import re

from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from demo import accounts, help_offers
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Revision, Site

from hilfe_ukraine.actions.decide import decide_now, local_date
from hilfe_ukraine.actions.places import FoundPlace, find_postcode, find_state
from hilfe_ukraine.actions.roles import ROLES
from hilfe_ukraine.actions.routing_table import RoutingTable, current_table
from hilfe_ukraine.domain.facts import representatives
from hilfe_ukraine.domain.regions import lineage
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision, Verdict
from hilfe_ukraine.models import (
    BodyMember,
    Category,
    CategoryQuestionText,
    CategoryText,
    HelpOffer,
    PostcodeArea,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RoutingVersion,
    RuleText,
)
from hilfe_ukraine.offer_page.page_setup import read_setup
from hilfe_ukraine.pages.models import HelpOfferPage, HelpOfferQuestion
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY, VIEW_OFFERS


CATEGORIES = {
    *("housing", "translation", "transport", "childcare", "goods"),
    *("medical", "legal", "jobs", "onsite", "other"),
}
LANGUAGES = {"de", "en", "uk", "ru"}
ONLY_CYRILLIC = {"uk", "ru"}


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole demo, loaded once for all tests of this module and taken out again."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(_loaded, db) -> None:
    """Each test sees the loaded demo and leaves it as it was."""


def load() -> None:
    """Load the demo below the home page of the test's own site."""
    help_offers.load(Site.objects.get(is_default_site=True).root_page)
    accounts.load()


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


# Words.


def _languages(texts) -> set[str]:
    return {text.locale.language_code for text in texts.select_related("locale")}


def test_all_texts_are_there_in_four_languages():
    assert set(Category.objects.values_list("key", flat=True)) == CATEGORIES
    for category in Category.objects.all():
        assert _languages(category.texts) == LANGUAGES, category.key
        for question in category.questions.all():
            assert _languages(question.texts) == LANGUAGES, question.key
    for rule in RoutingRule.objects.exclude(outcome="forward"):
        assert _languages(rule.texts) == LANGUAGES, rule.title


def test_texts_are_complete_and_fit_their_fields():
    for text in CategoryText.objects.select_related("parent"):
        text.full_clean()
        assert text.title and text.description and text.details_help
        assert bool(text.quantity_label) == text.parent.asks_quantity, text.title
    for text in CategoryQuestionText.objects.select_related("parent"):
        text.full_clean()
        assert len(text.labels) == len(text.parent.choice_keys)


def _written(model, *fields: str) -> Iterator[tuple[str, str]]:
    for text in model.objects.select_related("locale"):
        for field in fields:
            yield text.locale.language_code, getattr(text, field)


def test_each_text_is_in_the_letters_of_its_language():
    texts = [
        *_written(CategoryText, "title", "description", "details_help"),
        *_written(CategoryQuestionText, "label", "help_text", "choice_labels"),
        *_written(RuleText, "text"),
    ]
    for language, text in texts:
        plain = text.replace("unterkunft.example.org", "")
        foreign = "[a-zA-ZäöüÄÖÜß]" if language in ONLY_CYRILLIC else "[а-яА-ЯіїєґІЇЄҐ]"
        assert not re.search(foreign, plain), plain
        if language == "ru":
            assert not re.search("[іїєґІЇЄҐ]", plain), plain
        if language == "uk":
            assert not re.search("[ыэъёЫЭЪЁ]", plain), plain


# The page.


def test_the_page_takes_all_categories_and_needs_no_confirmation():
    page = HelpOfferPage.objects.get()

    assert page.live and page.show_in_menus
    assert page.slug == "hilfe-ukraine"
    assert page.categories.count() == len(CATEGORIES)
    assert not page.confirmation_required
    assert page.fallback_body == page.owning_office
    assert all([page.intro, page.hotline, page.other_help, page.thank_you_text])
    assert all([page.controller, page.recipients, page.data_protection_officer])


def test_one_question_of_the_editors_is_for_translators_only():
    setup = read_setup(HelpOfferPage.objects.get(), current_table(), store=False)
    asked = {
        row.key: [question.label for question in setup.questions_for(row)]
        for row in setup.categories
    }

    assert asked["translation"] == [
        "In welchem Fach kennen Sie sich gut aus?",
        "Wann erreichen wir Sie am besten?",
    ]
    assert asked["goods"] == ["Wann erreichen wir Sie am besten?"]


def test_the_redirect_shows_before_any_name_or_phone_field():
    page = HelpOfferPage.objects.get()
    query = {"category": "housing", "postcode": "04109", "fact-dwelling": "bed"}

    shown = Client().get(page.url, query).content.decode()

    assert "Einzelne Zimmer und Betten vermittelt sie nicht." in shown
    assert 'name="name"' not in shown
    assert 'name="phone"' not in shown


def test_the_offer_form_shows_the_body_first():
    page = HelpOfferPage.objects.get()
    query = {"category": "translation", "postcode": "02826"}

    shown = Client().get(page.url, query).content.decode()

    assert shown.index("Büro Görlitz") < shown.index('name="name"')
    assert "In welchem Fach kennen Sie sich gut aus?" in shown


# People.


def _user(username: str):
    return get_user_model().objects.get(username=username)


def test_accounts_are_in_the_groups_they_need():
    own = {accounts.GOERLITZ_EDITORS, "Moderators", *ROLES}
    for account in accounts.ACCOUNTS:
        user = _user(account.username)
        assert set(account.groups) <= own
        assert user.check_password(account.password)
        assert user.has_perm("wagtailadmin.access_admin"), account.username


def test_the_editor_publishes_pages_and_sees_no_offers():
    editor = _user("redaktion")

    assert GroupPagePermission.objects.filter(
        group__user=editor, permission__codename="publish_page"
    ).exists()
    assert not editor.has_perm(VIEW_OFFERS)
    assert not HelpOffer.objects.visible_to(editor).exists()


def test_the_regional_editor_reaches_one_district_only():
    editor = _user("region")
    goerlitz, bautzen = (
        RegionRouting.objects.get(region__key=key) for key in ("14626", "14625")
    )

    allowed = ROUTING_POLICY.user_has_permission_for_instance
    assert allowed(editor, "publish", goerlitz)
    assert not allowed(editor, "change", bautzen)


def test_the_administrator_reaches_everything_and_body_staff_their_bodies():
    allowed = ROUTING_POLICY.user_has_permission_for_instance
    for routing in RegionRouting.objects.all():
        assert allowed(_user("leitung"), "publish", routing)
    assert _user("leitung").has_perm(VIEW_OFFERS)
    assert set(
        ResponsibleBody.objects.staffed_by(_user("stelle")).values_list(
            "key", flat=True
        )
    ) == {
        "goerlitz",
        "language_pool",
        "language_pool_goerlitz",
        "language_pool_dresden",
    }


# Loading again.


def _counts() -> dict[str, int]:
    models = (
        *(Region, PostcodeArea, Category, CategoryText, ResponsibleBody),
        *(RegionRouting, RoutingRule, RuleText, HelpOfferPage, HelpOfferQuestion),
        *(BodyMember, Revision, get_user_model()),
    )
    return {model.__name__: model.objects.count() for model in models}


def test_loading_again_changes_nothing():
    before, version = _counts(), RoutingVersion.current()

    load()

    assert _counts() == before
    assert RoutingVersion.current() == version


def test_loading_again_keeps_what_people_have_changed():
    body = ResponsibleBody.objects.get(key="goerlitz")
    body.email = "neu@goerlitz.example"
    body.save()
    CategoryText.objects.filter(title="Sachspenden").update(title="Sachen")
    RegionRouting.objects.get(region__key="14626").rules.first().delete()
    HelpOfferPage.objects.update(slug="helfen", title="Helfen")
    user = _user("stelle")
    user.set_password("changed")
    user.save()
    BodyMember.objects.all().delete()
    counts = _counts()

    load()

    assert _counts() == counts
    body.refresh_from_db()
    assert body.email == "neu@goerlitz.example"
    assert CategoryText.objects.filter(title="Sachen").exists()
    assert _user("stelle").check_password("changed")
    assert HelpOfferPage.objects.get().slug == "helfen"


def test_production_does_not_know_the_demo(load_config):
    apps = load_config("settings/base")["INSTALLED_APPS"]

    assert "home" in apps
    assert "demo" not in apps

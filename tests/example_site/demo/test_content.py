"""The demo's words, page and accounts: said in four languages, and loaded once."""

import re

from collections.abc import Iterator

from demo import accounts
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import GroupPagePermission, Revision

from hilfe_ukraine.actions.roles import ROLES
from hilfe_ukraine.actions.routing_table import current_table
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
from tests.example_site.demo.loading import load


CATEGORIES = {
    *("housing", "translation", "transport", "childcare", "goods"),
    *("medical", "legal", "jobs", "onsite", "other"),
}
LANGUAGES = {"de", "en", "uk", "ru"}
ONLY_CYRILLIC = {"uk", "ru"}


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

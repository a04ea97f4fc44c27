"""What makes a page a help offer page, through copies, aliases and revisions."""

import pytest

from wagtail.models import Page

from hilfe_ukraine.offer_page.lookup import live_pages
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db


def stored(page):
    return Page.objects.get(pk=page.pk).specific


def test_a_copy_has_an_id_of_its_own_and_can_be_published(offer_page):
    copy = offer_page.copy(update_attrs={"slug": "copy", "title": "Kopie"})
    stored(copy).get_latest_revision().publish()

    ids = {stored(page).public_id for page in (offer_page, copy)}
    assert len(ids) == 2


def test_a_draft_that_is_copied_can_be_published_too(offer_page):
    offer_page.intro = "<p>Neu</p>"
    offer_page.save_revision()
    copy = stored(offer_page).copy(keep_live=False, update_attrs={"slug": "copy"})
    stored(copy).get_latest_revision().publish()

    assert stored(copy).public_id != stored(offer_page).public_id
    assert stored(copy).intro == "<p>Neu</p>"


def test_an_alias_keeps_its_id_when_its_source_is_published(offer_page):
    alias = offer_page.create_alias(update_slug="alias")
    before = stored(alias).public_id
    add_question(stored(offer_page), "Haustiere?")
    publish(stored(offer_page), intro="<p>Neu</p>")

    assert stored(alias).intro == "<p>Neu</p>"
    assert [q.label for q in stored(alias).questions.all()] == ["Haustiere?"]
    assert stored(alias).public_id == before != stored(offer_page).public_id


def test_an_alias_in_another_language_has_an_id_of_its_own(client, offer_page, uk):
    alias = offer_page.copy_for_translation(uk, alias=True)

    assert stored(alias).public_id != offer_page.public_id
    assert client.get(alias.url).status_code == 200


def test_an_older_revision_does_not_bring_back_another_id(offer_page):
    revision = offer_page.get_latest_revision()
    now = stored(offer_page)
    now.public_id = "00000000-0000-0000-0000-000000000007"
    now.save()
    revision.publish()

    assert str(stored(offer_page).public_id) == "00000000-0000-0000-0000-000000000007"


def test_a_translation_has_an_id_of_its_own(offer_page, ukrainian_page):
    assert ukrainian_page.public_id != offer_page.public_id
    assert {page.locale.language_code for page in live_pages()} == {"de", "uk"}
    assert [row.key for row in ukrainian_page.categories.order_by("key")] == [
        "housing",
        "translation",
    ]


def test_confirmation_is_asked_for_unless_the_page_says_otherwise():
    assert HelpOfferPage().confirmation_required is True


def test_only_get_and_head_are_served(client, offer_page):
    assert client.head("/hilfe-ukraine/").status_code == 200
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)("/hilfe-ukraine/").status_code == 405


def test_each_step_can_be_looked_at_before_it_is_published(offer_page):
    assert [mode for mode, _ in offer_page.preview_modes] == ["", "form", "thanks"]
    assert offer_page.default_preview_mode == ""

"""The same page in other languages: links, buttons that lose nothing, alternates."""

import pytest

from django.core.cache import cache
from wagtail.models import Page, Site

from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.languages import own_name
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.site import publish
from tests.testapp.models import EmptyPage


pytestmark = pytest.mark.django_db

CHOSEN = "?category=housing&postcode=02826"


def text(response):
    return response.content.decode()


def test_each_language_leads_to_the_others_with_what_was_chosen(
    client, offer_page, ukrainian_page
):
    html = text(client.get(f"/hilfe-ukraine/{CHOSEN[:17]}"))

    link = '<a href="/uk/hilfe-ukraine/?category=housing" lang="uk" hreflang="uk">'
    assert f"{link}Українська</a>" in html
    assert '<span lang="de" aria-current="true">Deutsch</span>' in html
    back = text(client.get(f"/uk/hilfe-ukraine/{CHOSEN[:17]}"))
    assert '<a href="/hilfe-ukraine/?category=housing" lang="de" hreflang="de">' in back
    assert '<html lang="uk">' in back


def test_search_engines_are_told_without_parameters(client, offer_page, ukrainian_page):
    html = text(client.get(f"/hilfe-ukraine/{CHOSEN}"))

    base = "http://localhost"
    for language, path in (("de", ""), ("uk", "/uk"), ("x-default", "")):
        href = f"{base}{path}/hilfe-ukraine/"
        link = f'<link rel="alternate" hreflang="{language}" href="{href}">'
        assert link in html


def test_a_page_in_one_language_has_no_switch(client, offer_page):
    html = text(client.get("/hilfe-ukraine/"))

    assert "hu-languages" not in html
    assert "hreflang" not in html


def test_a_translation_that_is_not_published_is_not_linked(
    client, offer_page, ukrainian_page
):
    ukrainian_page.unpublish()

    assert "hreflang" not in text(client.get("/hilfe-ukraine/"))


def test_an_open_form_changes_its_language_and_loses_nothing(
    client, offer_page, ukrainian_page
):
    form = client.get(f"/hilfe-ukraine/{CHOSEN}")
    there = f"/hilfe/submit/{ukrainian_page.public_id}/"
    assert f'formaction="{there}"' in text(form)
    typed = fill(form, other_language="uk", name="Зоя Їжак", email="no address")

    changed = client.post(there, typed)

    assert changed.status_code == 200
    assert '<html lang="uk">' in text(changed)
    assert "Помилка" not in text(changed)
    fields = read_form(changed).fields
    assert fields["name"] == "Зоя Їжак"
    assert fields["email"] == "no address"
    assert fields["details"] == typed["details"]
    assert fields["postcode"] == "02826"
    assert not HelpOffer.objects.exists()
    assert send(client, changed, **{"detail-quantity": "2"}).status_code == 303
    assert HelpOffer.objects.get().language == "uk"


def test_a_form_with_errors_offers_the_same(client, offer_page, ukrainian_page):
    refused = send(client, client.get(f"/hilfe-ukraine/{CHOSEN}"), name="")

    assert refused.status_code == 422
    assert f'formaction="/hilfe/submit/{ukrainian_page.public_id}/"' in text(refused)


def test_the_enter_key_sends_the_form_and_does_not_change_its_language(
    client, offer_page, ukrainian_page
):
    html = text(client.get(f"/hilfe-ukraine/{CHOSEN}"))

    first = html.index('form="hu-offer"')
    assert "formaction" not in html[first : html.index(">", first)]


def test_a_language_that_was_just_added_works_at_once(client, offer_page, uk):
    """Wagtail keeps the paths of roots for an hour, each process its own."""
    Site.clear_site_root_paths_cache()
    client.get("/hilfe-ukraine/")
    before = cache.get("wagtail_site_root_paths", version=2)
    page = publish(Page.objects.get(pk=offer_page.pk).specific.copy_for_translation(uk))
    german_only = [path for path in before if path.language_code == "de"]
    cache.set("wagtail_site_root_paths", german_only, 3600, version=2)

    form = client.get(f"/uk/hilfe-ukraine/{CHOSEN}")
    assert 'action="None"' not in text(form)
    cache.set("wagtail_site_root_paths", german_only, 3600, version=2)
    assert send(client, form, **{"detail-quantity": "2"}).status_code == 303

    assert HelpOffer.objects.get().page_id == page.pk


def test_a_page_that_was_moved_is_linked_where_it_is_now(
    client, offer_page, ukrainian_page
):
    client.get("/hilfe-ukraine/")
    ukrainian_page.slug = "dopomoha"
    publish(ukrainian_page)

    assert 'href="/uk/dopomoha/"' in text(client.get("/hilfe-ukraine/"))


@pytest.mark.parametrize(
    ("code", "name"),
    [("uk", "Українська"), ("hsb", "Hornjoserbsce"), ("xx", "xx")],
)
def test_languages_have_their_own_names(code, name):
    assert own_name(code) == name


def test_a_page_below_another_parent_is_linked_there(client, ukrainian_page):
    client.get("/hilfe-ukraine/")
    parent = EmptyPage(title="Leer", slug="leer", locale=ukrainian_page.locale)
    ukrainian_page.get_parent().add_child(instance=parent)
    Page.objects.get(pk=ukrainian_page.pk).move(parent, pos="last-child")

    assert 'href="/uk/leer/hilfe-ukraine/"' in text(client.get("/hilfe-ukraine/"))

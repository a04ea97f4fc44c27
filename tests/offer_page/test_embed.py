"""Step one outside of its page: as a block, a tag, and HTML to be copied."""

import pytest

from django.core.cache import cache
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page, Site

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Category, CategoryText
from hilfe_ukraine.offer_page.blocks import HelpOfferBlock
from hilfe_ukraine.offer_page.embed import embedded_form, snippet
from tests.offer_page.browse import _FormParser
from tests.offer_page.site import publish


pytestmark = pytest.mark.django_db


def form_in(html):
    parser = _FormParser("get")
    parser.feed(html)
    return parser


def by_tag(text, language="de", **context):
    request = RequestFactory().get("/", HTTP_HOST="localhost")
    with translation.override(language):
        template = Template("{% load hilfe_ukraine %}" + text)
        return template.render(Context({**context, "request": request}))


def by_block(page, **words):
    block = HelpOfferBlock()
    value = block.to_python({"page": page.pk, **words})
    return block.render(value)


def test_the_snippet_leads_to_the_page_by_an_absolute_address(offer_page):
    form = form_in(snippet(offer_page))

    assert form.action == offer_page.full_url
    assert form.action.startswith("http")
    assert form.names == ["category", "category", "postcode", "statewide"]


def test_the_snippet_brings_no_script_no_style_and_nothing_from_elsewhere(offer_page):
    html = snippet(offer_page)

    for unwanted in ("<script", "<style", "style=", "src=", "csrf", "onclick", "<link"):
        assert unwanted not in html


def test_what_the_snippet_sends_is_understood_by_the_page(client, offer_page):
    form = form_in(snippet(offer_page))
    answers = {"category": "translation", "postcode": "02826"}
    assert set(answers) < set(form.names)

    response = client.get("/hilfe-ukraine/", answers)

    assert response.context["verdict"].bodies == ("Landesdirektion",)
    response = client.get("/hilfe-ukraine/", {**answers, "statewide": "1"})
    assert not response.context["errors"]


def test_the_snippet_offers_what_its_own_page_offers(offer_page):
    publish(offer_page, categories=offer_page.categories.filter(key="housing"))

    html = snippet(Page.objects.get(pk=offer_page.pk).specific)

    assert "Wohnraum" in html
    assert "Übersetzen" not in html
    assert "statewide" not in html


def test_the_snippet_is_in_the_language_of_its_page(ukrainian_page):
    housing = Category.objects.get(key="housing")
    CategoryText.objects.create(
        parent=housing, locale=ukrainian_page.locale, title="Житло"
    )
    routing_changed()

    with translation.override("de"):
        html = snippet(ukrainian_page)

    assert 'lang="uk"' in html
    assert "Житло" in html
    assert "/uk/" in form_in(html).action


def test_an_unpublished_page_gives_no_snippet_and_no_form(offer_page):
    offer_page.unpublish()
    page = Page.objects.get(pk=offer_page.pk).specific

    assert snippet(page) == ""
    assert "<form" not in by_block(page, heading="Helfen")
    assert by_tag('{% help_offer_form "hilfe-ukraine" %}') == ""


def remember_german_roots_only():
    """Wagtail keeps the paths of roots for an hour, each process its own."""
    Site.clear_site_root_paths_cache()
    paths = Site.get_site_root_paths()
    german_only = [path for path in paths if path.language_code == "de"]
    cache.set("wagtail_site_root_paths", german_only, 3600, version=2)


def test_a_slug_that_only_a_new_language_has_is_found_at_once(offer_page, uk):
    page = Page.objects.get(pk=offer_page.pk).specific.copy_for_translation(uk)
    publish(page, slug="dopomoha")
    remember_german_roots_only()

    html = by_tag('{% help_offer_form "dopomoha" %}', language="uk")

    assert form_in(html).action == "/uk/dopomoha/"


@pytest.mark.parametrize(
    "request_of", [lambda: RequestFactory().get("/"), lambda: None]
)
def test_a_language_that_was_just_added_has_its_form_at_once(
    offer_page, uk, request_of
):
    page = publish(Page.objects.get(pk=offer_page.pk).specific.copy_for_translation(uk))
    remember_german_roots_only()

    with translation.override("uk"):
        html = embedded_form(page, request_of())

    assert form_in(html).action == "/uk/hilfe-ukraine/"


def test_a_page_without_an_address_gives_no_form(offer_page):
    Site.objects.all().delete()
    Site.clear_site_root_paths_cache()

    assert embedded_form(offer_page) == ""


def test_a_hostile_title_stays_text(offer_page):
    CategoryText.objects.filter(title="Wohnraum").update(title='"><script>x</script>')
    publish(offer_page, title="<b>Hilfe</b>")

    html = snippet(Page.objects.get(pk=offer_page.pk).specific)

    assert "<script>" not in html
    assert "<b>" not in html


def test_the_tag_takes_a_page_or_its_slug(offer_page):
    by_slug = by_tag('{% help_offer_form "hilfe-ukraine" %}')

    assert by_slug == by_tag("{% help_offer_form page %}", page=offer_page)
    assert form_in(by_slug).action == "/hilfe-ukraine/"
    assert by_tag('{% help_offer_form "no-such-page" %}') == ""


def test_the_tag_shows_nothing_of_another_site(offer_page):
    Site.objects.update(root_page=Page.objects.get(depth=1).add_child(title="Other"))
    Site.clear_site_root_paths_cache()

    assert by_tag('{% help_offer_form "hilfe-ukraine" %}') == ""


def test_the_tag_shows_the_translation_where_there_is_one(ukrainian_page):
    html = by_tag('{% help_offer_form "hilfe-ukraine" %}', language="uk")

    assert form_in(html).action == "/uk/hilfe-ukraine/"
    assert 'lang="uk"' in html
    # Where there is none, the German form says that it is German.
    assert 'lang="de"' in by_tag('{% help_offer_form "hilfe-ukraine" %}', language="en")


def test_the_block_shows_heading_text_and_form(offer_page):
    html = by_block(offer_page, heading="Helfen Sie", text="Jetzt & hier")

    assert "Helfen Sie</h2>" in html
    assert "Jetzt &amp; hier" in html
    assert form_in(html).names[-1] == "statewide"


def test_ids_of_two_forms_on_one_page_differ(offer_page):
    html = by_tag('{% help_offer_form "hilfe-ukraine" %}' * 2)
    ids = [part.partition('"')[0] for part in html.split(' id="')[1:]]

    assert ids
    assert sorted(ids) == sorted(set(ids))


def test_the_block_takes_help_offer_pages_only_and_stores_what_wagtails_does():
    chooser = HelpOfferBlock().child_blocks["page"]

    names = {model.__name__ for model in chooser.widget.target_models}
    assert names == {"HelpOfferPage", "OwnOfferPage"}
    assert chooser.deconstruct()[0] == "wagtail.blocks.PageChooserBlock"


def test_the_form_costs_three_statements_once_it_is_known(
    offer_page, django_assert_num_queries
):
    by_tag("{% help_offer_form page %}", page=offer_page)

    # The language of the reader, the site, and the version of the routing.
    with django_assert_num_queries(3):
        by_tag("{% help_offer_form page %}", page=offer_page)

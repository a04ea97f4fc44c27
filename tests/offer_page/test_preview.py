"""The steps of a draft: shown to editors, and nothing is written."""

import pytest

from django.utils import translation

from hilfe_ukraine.models import Category
from hilfe_ukraine.offer_page.preview import SAMPLE_REFERENCE
from tests.database import row_counts
from tests.offer_page.browse import read_form
from tests.offer_page.read import read_page, says
from tests.offer_page.site import add_question
from tests.testapp.models import OwnOfferPage


pytestmark = pytest.mark.django_db

MODES = ["", "form", "thanks"]


def preview(page, mode):
    response = page.make_preview_request(preview_mode=mode)
    return response.render() if hasattr(response, "render") else response


@pytest.fixture
def draft(offer_page):
    """A published page with a draft that says something new."""
    add_question(offer_page, "Haustiere?", (Category.objects.get(key="housing"),))
    offer_page.intro = "<p>Ganz neu</p>"
    offer_page.thank_you_text = "<p>Neuer Dank</p>"
    offer_page.questions.add(new_question(offer_page, "Noch eine?"))
    return offer_page


def new_question(page, label):
    """A question as Wagtail's form makes it, not saved yet."""
    question = page.questions.model(label=label, field_type="multiline")
    question.categories = []
    return question


def test_no_preview_writes_anything(draft):
    before = row_counts()
    for mode in MODES:
        assert preview(draft, mode).status_code == 200

    assert row_counts() == before


def test_step_one_of_the_draft_is_shown(draft):
    response = preview(draft, "")

    assert "Ganz neu" in response.content.decode()
    assert "postcode" in read_form(response, "get").names


def test_step_two_of_the_first_category_is_shown_without_a_captcha(draft):
    response = preview(draft, "form")
    content = response.content.decode()

    assert {"name", "email", "privacy"} <= set(read_form(response).names)
    assert "captcha_0" not in read_form(response).names
    assert "Haustiere?" in content
    assert "Noch eine?" in content
    page = read_page(response)
    assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize("has_fallback", [True, False])
def test_step_two_looks_like_that_of_a_place_with_a_body(draft, has_fallback):
    if not has_fallback:
        draft.fallback_body = None
    with translation.override("de"):
        response = preview(draft, "form")

    assert says(response, "Your offer goes to")
    assert says(response, "Sample body") is not has_fallback
    assert says(response, "Sample place")
    assert str(Category.objects.get(key="housing")) in response.content.decode()


def test_the_thank_you_page_of_the_draft_is_shown(draft):
    with translation.override("de"):
        response = preview(draft, "thanks")
        draft.confirmation_required = True
        unconfirmed = preview(draft, "thanks")

    assert SAMPLE_REFERENCE in response.content.decode()
    assert "Neuer Dank" in response.content.decode()
    assert says(response, "Thank you for your offer")
    assert says(unconfirmed, "One more step")


@pytest.mark.parametrize("mode", MODES)
def test_a_page_that_was_never_saved_can_be_looked_at(offer_page, mode):
    page = OwnOfferPage(title="Neu", slug="neu", depth=3, path="000100010009")
    page.locale = offer_page.locale
    page.questions.add(new_question(page, "Wann?"))
    for categories in ([], [Category.objects.get(key="housing")]):
        page.categories = categories
        assert preview(page, mode).status_code == 200

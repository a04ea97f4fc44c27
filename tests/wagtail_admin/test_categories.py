"""The form of a category: its key, and the questions that rules test, stay."""

import re

import pytest

from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset

from hilfe_ukraine.models import Category, RoutingVersion
from tests.factories import make_category, make_routing, make_rule
from tests.wagtail_admin.forms import category_data, errors_of, url


pytestmark = pytest.mark.django_db


class TestCategory:
    def test_is_added_with_words_and_questions(self, superuser):
        question = {
            "key": "dwelling",
            "type": "choice",
            "choices": "house\nflat",
            "texts": inline_formset(
                [{"locale": Locale.get_default().pk, "label": "Was ist es?"}]
            ),
        }
        data = category_data(key="housing", questions=inline_formset([question]))
        before = RoutingVersion.current()
        assert superuser.post(url("category", "add"), data).status_code == 302
        category = Category.objects.get(key="housing")
        assert str(category) == "Wohnraum"
        assert category.questions.get().texts.get().label == "Was ist es?"
        assert RoutingVersion.current() > before

    def test_the_list_says_in_words_which_is_statewide(self, superuser):
        make_category("housing")
        make_category("translation", allows_statewide=True)
        page = superuser.get(url("category", "list")).content.decode()
        cells = re.findall(r"<td[^>]*>\s*(yes|no|True|False)\s*</td>", page)
        assert cells == ["no", "yes"]

    def test_its_key_is_fixed(self, superuser):
        category = make_category("housing")
        superuser.post(url("category", "edit", category.pk), category_data(key="other"))
        category.refresh_from_db()
        assert category.key == "housing"

    def test_a_question_that_rules_test_stays(self, superuser, housing_with_questions):
        errors = self.errors_if_changed(superuser, housing_with_questions, key="home")
        assert "Rules test “dwelling”" in errors

    def test_a_choice_that_rules_test_stays(self, superuser, housing_with_questions):
        errors = self.errors_if_changed(superuser, housing_with_questions)
        assert "Rules test “bed”" in errors
        assert "flat" not in errors

    def errors_if_changed(self, client, category, key="dwelling"):
        """Leave the dwelling no choice but a house while a rule tests for a bed."""
        make_rule(make_routing(), conditions=(("dwelling", "is", "bed"),))
        row = {
            "id": category.questions.get().pk,
            "key": key,
            "type": "choice",
            "choices": "house",
            "texts": inline_formset([]),
        }
        data = category_data(questions=inline_formset([row], initial=1))
        return errors_of(client.post(url("category", "edit", category.pk), data))

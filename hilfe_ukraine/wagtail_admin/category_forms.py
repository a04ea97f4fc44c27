"""The form of a category: what rules test must not vanish under them."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.models import CategoryQuestion, RuleCondition


class CategoryForm(WagtailAdminModelForm):
    """A category with its texts and questions."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        for form in self.formsets["questions"].initial_forms:
            self._check_question(form)
        return self.cleaned_data

    def _check_question(self, form: WagtailAdminModelForm) -> None:
        """Refuse to take away a question, or a choice, that a rule tests."""
        stored = CategoryQuestion.objects.filter(pk=form.instance.pk).first()
        if stored is None:
            return
        tested = _tested_values(stored.key)
        if not tested:
            return
        is_valid = form.is_valid()
        if is_valid and self.formsets["questions"]._should_delete_form(form):
            self.add_error(None, _in_use(stored.key))
        elif is_valid and form.instance.key != stored.key:
            form.add_error("key", _in_use(stored.key))
        elif is_valid:
            gone = set(stored.choice_keys) - set(form.instance.choice_keys)
            for key in sorted(gone & tested):
                form.add_error("choices", _in_use(key))


def _tested_values(fact: str) -> set[str]:
    conditions = RuleCondition.objects.filter(fact=fact)
    return {str(value) for condition in conditions for value in condition.values}


def _in_use(key: str) -> str:
    return _("Rules test “%(key)s”; change them first.") % {"key": key}

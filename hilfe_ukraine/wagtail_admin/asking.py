"""A page that asks before it acts: by GET the question, by POST the deed."""

from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class AskingPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """A question, perhaps a form, a button, and the way back.

    ``form_valid`` does it. Who has not all of ``permission_required`` is refused.
    """

    form_class: type[forms.Form] = forms.Form
    template_name = "hilfe_ukraine/admin/act.html"
    question: Any = ""
    button: Any = ""

    @property
    def back_url(self) -> str:
        """Where they go who do not want it after all."""
        raise NotImplementedError

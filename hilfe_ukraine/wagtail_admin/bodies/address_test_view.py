"""The page that sends a test message to the address of a body."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.actions.sending.address_tests import send_address_test
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.wagtail_admin.asking import AskingPage

from .one_body import OneBodyView


class AddressTestView(OneBodyView, AskingPage):
    """GET asks; POST puts a test message into the outbox."""

    page_title = gettext_lazy("Send a test message")
    header_icon = "mail"
    button = gettext_lazy("Yes, send it")

    @property
    def question(self) -> str:
        return _(
            "A message goes to %(address)s. It asks to open a link and to press a "
            "button there. When somebody does, the address counts as confirmed from "
            "that day on. The link is good for 14 days and for nothing else."
        ) % {"address": self.body.email or "…"}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            send_address_test(body=self.body, user=self.request.user, now=shared_now())
        except ForbiddenTransition:
            words = _("There is no address that could be tested; nothing was sent.")
            messages.error(self.request, words)
        else:
            words = _("The test message is on its way. The answer shows here.")
            messages.success(self.request, words)
        return redirect(self.back_url)

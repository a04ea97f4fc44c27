"""The webhook of a body: shown by GET, changed by POST, the secret seen once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.actions.sending import webhooks
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.addresses import BadAddress
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, ResponsibleBody, Webhook
from hilfe_ukraine.wagtail_admin.asking import AskingPage
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_WEBHOOKS

from .one_body import OneBodyView


_TESTS_SHOWN = 5
_SAYS_NOTHING = (Delivery.States.DELIVERED, Delivery.States.CANCELLED)


def webhook_state(webhook: Webhook) -> tuple[str, str]:
    """Return the state in words, and what the last test failed of, or nothing.

    A test that failed is not "not tested yet".
    """
    state = str(webhook.get_state_display())
    if webhook.state != Webhook.States.UNTESTED:
        return state, ""
    last = _tests(webhook.body).first()
    if last is None or last.state in _SAYS_NOTHING or not last.last_code:
        return state, ""
    return _("the last test failed"), answer_in_words(last.last_code, last.carrier)


def _tests(body: ResponsibleBody) -> QuerySet[Delivery]:
    return Delivery.objects.filter(body=body, kind=Delivery.Kinds.TEST)


class AddressForm(forms.Form):
    """Where the offers of a body go."""

    url = forms.CharField(
        label=gettext_lazy("Address of the receiver"),
        max_length=500,
        help_text=gettext_lazy(
            "Begins with https://. The body’s IT department names it. It gets nothing "
            "but a test until that test has succeeded."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SeenForm(forms.Form):
    """Nothing to fill in; ``seen`` makes a form that is sent twice act once."""

    seen = forms.CharField(widget=forms.HiddenInput)


class _WebhookView(OneBodyView):
    """Refuses those who may not change webhooks."""

    permission_required = CHANGE_WEBHOOKS
    header_icon = "link-external"
    page_title: Any = gettext_lazy("Webhook")

    @cached_property
    def webhook(self) -> Webhook | None:
        rows = Webhook.objects.select_related("body", "changed_by")
        return rows.filter(body=self.body).first()

    @property
    def back_url(self) -> str:
        return webhook_url(self.body)

    def back(self) -> HttpResponse:
        return redirect(self.back_url)

    def show_secret(self, secret: str) -> HttpResponse:
        """Answer with the secret. It is kept nowhere but encrypted at the webhook.

        No redirect: the secret would have to wait in the session for it.
        """
        # Not what the page of the webhook shows besides.
        context = super().get_context_data(secret=secret)
        template = "hilfe_ukraine/admin/webhook_secret.html"
        return render(self.request, template, context)


class WebhookView(_WebhookView):
    """Address, state and last tests; POST sets another address."""

    form_class = AddressForm
    template_name = "hilfe_ukraine/admin/webhook.html"

    def get_initial(self) -> dict[str, Any]:
        return {"url": self.webhook.url if self.webhook else ""}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            secret = webhooks.set_webhook(
                body=self.body,
                url=form.cleaned_data["url"],
                user=self.request.user,
                now=shared_now(),
            )
        except BadAddress as error:
            form.add_error("url", _problem(error.args[0]))
            return self.form_invalid(form)
        if not secret:
            messages.info(self.request, _("The address is the same; nothing changed."))
            return self.back()
        return self.show_secret(secret)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, reason = webhook_state(self.webhook) if self.webhook else ("", "")
        return super().get_context_data(
            body=self.body,
            webhook=self.webhook,
            state=state,
            reason=reason,
            tests=[
                (test, test.last_code and answer_in_words(test.last_code, test.carrier))
                for test in _tests(self.body)[:_TESTS_SHOWN]
            ],
            **kwargs,
        )


class TestView(_WebhookView):
    """A button: POST only."""

    http_method_names = ["post"]
    form_class = forms.Form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.webhook is not None:
            webhooks.test_webhook(
                webhook=self.webhook, user=self.request.user, now=shared_now()
            )
            messages.success(
                self.request,
                _("The test is on its way. Load this page again to see the result."),
            )
        return self.back()


class _AskingView(_WebhookView, AskingPage):
    """GET asks; POST acts, if nobody has changed the webhook since."""

    form_class = SeenForm

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.webhook.changed_at.isoformat() if self.webhook else ""}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        seen = form.cleaned_data["seen"]
        try:
            if self.webhook is None or seen != self.get_initial()["seen"]:
                raise ForbiddenTransition("the webhook was changed meanwhile")
            return self.act(self.webhook)
        except ForbiddenTransition:
            return self._changed()

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self._changed()

    def act(self, webhook: Webhook) -> HttpResponse:
        """Do it; may raise ``ForbiddenTransition``."""
        raise NotImplementedError

    def _changed(self) -> HttpResponse:
        words = _("The webhook has changed meanwhile; nothing was done.")
        messages.error(self.request, words)
        return self.back()


class SecretView(_AskingView):
    page_title = gettext_lazy("New secret")
    question = gettext_lazy(
        "A new secret is made and shown once. For seven days messages are signed with "
        "the new and the previous one, so that the body has time to enter it."
    )
    button = gettext_lazy("Yes, make a new secret")

    def act(self, webhook: Webhook) -> HttpResponse:
        secret = webhooks.rotate_secret(
            webhook=webhook, user=self.request.user, now=shared_now()
        )
        return self.show_secret(secret)


class RemoveView(_AskingView):
    page_title = gettext_lazy("Remove webhook")
    question = gettext_lazy(
        "Address and secret are deleted. Offers for the body go by e-mail from now on, "
        "those that still wait as well."
    )
    button = gettext_lazy("Yes, remove the webhook")

    def act(self, webhook: Webhook) -> HttpResponse:
        webhooks.remove_webhook(
            webhook=webhook, user=self.request.user, now=shared_now()
        )
        messages.success(self.request, _("The webhook was removed."))
        return self.back()


def webhook_url(body: ResponsibleBody) -> str:
    """Return the address of the page on a body's webhook."""
    return reverse("hilfe_ukraine_webhook", args=[body.uuid])


def webhook_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for Wagtail's admin."""
    views: dict[str, type[_WebhookView]] = {
        "": WebhookView,
        "test": TestView,
        "secret": SecretView,
        "remove": RemoveView,
    }
    return [
        path(
            f"hilfe-ukraine/webhooks/<uuid:uuid>/{name}{'/' if name else ''}",
            view.as_view(),
            name=f"hilfe_ukraine_webhook{'_' if name else ''}{name}",
        )
        for name, view in views.items()
    ]


def _problem(code: str) -> str:
    ports = ", ".join(str(port) for port in conf.webhook_ports)
    words = {
        "not_https": _("The address must begin with https://."),
        "has_user": _("The address must not hold a user name or a password."),
        "port": _("Only these ports may be used: %(ports)s.") % {"ports": ports},
        "forbidden": _(
            "Nothing may be sent to this address: it lies in a network that is not "
            "public. Those who run the portal can allow the network."
        ),
    }
    return words.get(code, _("This is not a complete address."))

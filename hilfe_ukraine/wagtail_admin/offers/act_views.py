"""What an administrator does to an offer or a message: asked by GET, done by POST."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from hilfe_ukraine.actions.notes import add_note
from hilfe_ukraine.actions.pass_on import pass_on
from hilfe_ukraine.actions.restrict import lift, restrict
from hilfe_ukraine.actions.route_again import route_again
from hilfe_ukraine.actions.sending.send_again import hold, mark_handled, send_again
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, HelpOffer, Referral
from hilfe_ukraine.wagtail_admin.asking import AskingPage
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.permissions import ACT, VIEW_DELIVERIES, VIEW_OFFERS

from .what_follows import after_routing, why_it_rests


class NoteForm(forms.Form):
    """A note that must have words."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        widget=AdminAutoHeightTextInput,
        max_length=5000,
        help_text=gettext_lazy("Stored encrypted, and seen by administrators only."),
    )


class _ActView(AskingPage):
    """Asks, then calls one action and goes back to the story."""

    done: Any = ""
    level = messages.SUCCESS

    @cached_property
    def object(self) -> Any:
        """The row to act on, or 404."""
        return get_object_or_404(self.rows(), uuid=self.kwargs["uuid"])

    def rows(self) -> QuerySet:
        """The rows this user may act on."""
        raise NotImplementedError

    def act(self, form: forms.Form, now: datetime) -> None:
        """Do it, and set ``done`` and ``level`` if other words are due then.

        May raise ``ForbiddenTransition``.
        """
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        return story_url(self.object)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form, shared_now())
        except ForbiddenTransition:
            messages.error(
                self.request, _("The state has changed meanwhile; nothing was done.")
            )
        else:
            # Now, in the language of the admin; the message is stored outside of it.
            messages.add_message(self.request, self.level, str(self.done))
        return redirect(self.back_url)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": self.back_url, "label": str(self.object)}
        return [*self.breadcrumbs_items, here, {"url": "", "label": self.page_title}]


class _OfferActView(_ActView):
    permission_required = (ACT, VIEW_OFFERS)

    def rows(self) -> QuerySet:
        return HelpOffer.objects.visible_to(self.request.user)


class _DeliveryActView(_ActView):
    permission_required = (ACT, VIEW_DELIVERIES)

    def rows(self) -> QuerySet:
        return Delivery.objects.visible_to(self.request.user)


class RouteAgainView(_OfferActView):
    page_title = gettext_lazy("Route again")
    header_icon = "redirect"
    question = gettext_lazy(
        "The offer is decided again with what is published now. If a body is in "
        "charge, the offer goes there at once."
    )
    button = gettext_lazy("Yes, route again")

    def act(self, form: forms.Form, now: datetime) -> None:
        decision = route_again(offer=self.object, user=self.request.user, now=now)
        self.done = after_routing(decision)


class RestrictView(_OfferActView):
    page_title = gettext_lazy("Restrict use")
    header_icon = "lock"
    question = gettext_lazy(
        "The offer is kept as it is: no body can read it, and nobody sends it on or "
        "erases it, until you lift the restriction. Bodies that have it are told."
    )
    button = gettext_lazy("Yes, restrict use")
    done: Any = gettext_lazy("The use of the offer is restricted.")

    def act(self, form: forms.Form, now: datetime) -> None:
        if not restrict(offer=self.object, user=self.request.user, now=now):
            self.level, self.done = messages.WARNING, _("It was restricted already.")


class LiftView(_OfferActView):
    page_title = gettext_lazy("Lift the restriction")
    header_icon = "lock-open"
    question = gettext_lazy(
        "The offer can be used again: bodies that have it are told, and messages that "
        "have waited are sent."
    )
    button = gettext_lazy("Yes, lift the restriction")
    done: Any = gettext_lazy("The restriction was lifted.")

    def act(self, form: forms.Form, now: datetime) -> None:
        if not lift(offer=self.object, user=self.request.user, now=now):
            self.level, self.done = messages.WARNING, _("It was not restricted.")


class PassOnView(_ActView):
    page_title = gettext_lazy("Pass on")
    header_icon = "redirect"
    permission_required = (ACT, VIEW_OFFERS)
    question = gettext_lazy(
        "The body cannot be reached. Its link to the offer ends, and the offer goes to "
        "the deputy, or to whoever is next in charge, at once. If there is nobody, it "
        "waits."
    )
    button = gettext_lazy("Yes, pass on")
    done = gettext_lazy("The offer was passed on.")

    def rows(self) -> QuerySet:
        rows = Referral.objects.visible_to(self.request.user)
        return rows.select_related("offer", "body")

    @property
    def back_url(self) -> str:
        return story_url(self.object.offer)

    def act(self, form: forms.Form, now: datetime) -> None:
        pass_on(referral=self.object, user=self.request.user, now=now)


class NoteView(_OfferActView):
    page_title = gettext_lazy("Add a note")
    header_icon = "edit"
    form_class = NoteForm
    button = gettext_lazy("Save note")
    done = gettext_lazy("The note was saved.")

    def act(self, form: forms.Form, now: datetime) -> None:
        text = form.cleaned_data["text"]
        add_note(offer=self.object, author=self.request.user, text=text, now=now)


class SendAgainView(_DeliveryActView):
    page_title = gettext_lazy("Send again")
    header_icon = "resubmit"
    button = gettext_lazy("Yes, send again")

    @property
    def question(self) -> Any:
        if self.object.held_reason == Delivery.HeldReasons.SUSPECT:
            return _(
                "The address of the body is in doubt: mail to it came back. Correct or "
                "confirm it first; the message then goes by itself. If you send it "
                "now, it goes to the address as it is."
            )
        if rests := why_it_rests(self.object, timezone.now()):
            return rests
        return _(
            "The message is sent as soon as possible. If it was delivered before, the "
            "receiver reads that it is a repeat."
        )

    def act(self, form: forms.Form, now: datetime) -> None:
        # Perhaps another row than before: the story to go back to is that of this one.
        self.object = send_again(delivery=self.object, user=self.request.user, now=now)
        rests = why_it_rests(self.object, now)
        self.done = rests or _("The message will be sent again.")


class HoldView(_DeliveryActView):
    page_title = gettext_lazy("Hold back")
    header_icon = "time"
    question = gettext_lazy(
        "The message is not sent until somebody sends it again. It stands on the list "
        "of messages held."
    )
    button = gettext_lazy("Yes, hold back")
    done = gettext_lazy("The message is held back.")

    def act(self, form: forms.Form, now: datetime) -> None:
        hold(delivery=self.object, user=self.request.user)


class HandledView(_DeliveryActView):
    """Asks for a note where one can be kept: with an offer that is still there."""

    page_title = gettext_lazy("Mark as handled")
    header_icon = "check"
    button = gettext_lazy("Mark as handled")
    done = gettext_lazy("The message counts as handled.")

    @property
    def question(self) -> Any:
        if not self._keeps_notes:
            return ""
        return _(
            "Somebody has passed the offer on by hand, for example by telephone. Write "
            "down who was told, and when."
        )

    def get_form_class(self) -> type[forms.Form]:
        return NoteForm if self._keeps_notes else forms.Form

    @property
    def _keeps_notes(self) -> bool:
        offer = self.object.offer
        return offer is not None and offer.erased_at is None

    def act(self, form: forms.Form, now: datetime) -> None:
        note = form.cleaned_data.get("text", "")
        mark_handled(delivery=self.object, user=self.request.user, note=note, now=now)


def act_urls() -> list[URLPattern]:
    """Return the addresses of all actions, for Wagtail's admin."""
    views: dict[str, type[_ActView]] = {
        "offers/route-again": RouteAgainView,
        "offers/restrict": RestrictView,
        "offers/lift": LiftView,
        "offers/pass-on": PassOnView,
        "offers/note": NoteView,
        "deliveries/send-again": SendAgainView,
        "deliveries/hold": HoldView,
        "deliveries/handled": HandledView,
    }
    return [
        path(
            f"hilfe-ukraine/{name}/<uuid:uuid>/",
            view.as_view(),
            name=f"hilfe_ukraine_{name.rpartition('/')[2].replace('-', '_')}",
        )
        for name, view in views.items()
    ]

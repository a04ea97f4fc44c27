"""Parts of a register's list, as modeladmin asks for them: link, columns, search."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Model, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.models import Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.permissions import ACT

from .rows import find_offers


class RegisterButtons:
    """One link per row; who sees the list may open its rows."""

    def __init__(self, view: Any, request: Any) -> None:
        """Needs nothing of the view."""

    def get_buttons_for_obj(self, obj: Model, **kwargs: Any) -> list:
        return []

    def get_primary_button(self, obj: Any) -> dict[str, Any]:
        return {"url": story_url(obj), "title": _("Open")}


class SelectsWaiting:
    """Put before a register: waiting offers can be ticked, to be routed again."""

    index_template_name = "hilfe_ukraine/admin/offers.html"
    list_display_add_buttons = "reference"
    list_display: Any = ()

    def get_list_display(self, request: Any) -> tuple[str, ...]:
        may_act = request.user.has_perm(ACT)
        return ("select", *self.list_display) if may_act else self.list_display

    @display(description=_("Select"))
    def select(self, offer: HelpOffer) -> str:
        if not offer.can_be_routed:
            return ""
        label = gettext("Select %(number)s") % {"number": offer.reference}
        box = '<input type="checkbox" name="uuid" value="{}" aria-label="{}">'
        return format_html(box, offer.uuid, label)


class StandsInWords:
    """Put before a register of offers: how each stands, and what it waits for."""

    @display(description=HelpOffer._meta.get_field("state").verbose_name)
    def stands(self, offer: HelpOffer) -> str:
        state = offer.get_state_display()
        if not offer.restricted_at:
            return state
        mark = '{} <span class="w-status">{}</span>'
        return format_html(mark, state, gettext("use restricted"))

    @display(description=HelpOffer._meta.get_field("waiting_for").verbose_name)
    def waits_for(self, offer: HelpOffer) -> str:
        return offer.get_waiting_for_display() if offer.waiting_for else ""


class AnswersInWords:
    """Put before a register of messages: what a server said last, in words."""

    @display(description=Delivery._meta.get_field("last_code").verbose_name)
    def answer(self, delivery: Delivery) -> str:
        code = delivery.last_code
        return answer_in_words(code, delivery.carrier) if code else ""


class ReferenceSearch:
    """Search by offer number only, and forgiving; never by anything personal."""

    show_search_form = True

    def __init__(self, search_fields: tuple[str, ...]) -> None:
        self.path = search_fields[0]

    def search_queryset(
        self, queryset: QuerySet, search_term: str, **kwargs: Any
    ) -> QuerySet:
        if not search_term.strip():
            return queryset
        return find_offers(queryset, search_term, path=self.path)

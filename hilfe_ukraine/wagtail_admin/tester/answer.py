"""What “Try it” answers: receiver or question, the rule that won, and the trace."""

import shlex

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language

from hilfe_ukraine.actions.decide import decide_now
from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision
from hilfe_ukraine.models import Region, RegionRouting, ResponsibleBody
from hilfe_ukraine.models.fact_words import fact_label
from hilfe_ukraine.offer_page.fields import MUNICIPALITY
from hilfe_ukraine.offer_page.verdict_words import VerdictWords, verdict_words
from hilfe_ukraine.wagtail_admin.body_urls import body_url
from hilfe_ukraine.wagtail_admin.offers.trace_words import told
from hilfe_ukraine.wagtail_admin.permissions import POLICIES, ROUTING_POLICY
from hilfe_ukraine.wagtail_admin.routing.rule_choices import body_label
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .form import Tried


@dataclass(frozen=True)
class Link:
    """A text, and its address if the user may go there."""

    text: str
    url: str = ""


@dataclass(kw_only=True)
class TryAnswer:
    """What the template shows.

    ``drafts`` are the routings that were taken as drafted, ``None`` for what is
    published; ``page_id`` is given if the command has to name the page.
    """

    tried: Tried
    table: RoutingTable
    fallback: ResponsibleBody | None
    drafts: list[RegionRouting] | None
    page_id: int | None
    request: HttpRequest

    @cached_property
    def answer(self) -> Decision | AskMunicipality | AskFacts:
        return decide_now(
            table=self.table,
            place=self.tried.found.place,
            category=self.tried.category,
            facts=self.tried.facts,
            fallback=self.fallback,
            today=self.tried.day,
        )

    @cached_property
    def verdict(self) -> VerdictWords | None:
        """What the citizen would be told, or ``None`` if something is asked first."""
        if isinstance(self.answer, Decision):
            return verdict_words(self.answer.verdict, self.table)
        return None

    @cached_property
    def bodies(self) -> list[Link]:
        """Who gets it; with the state of an address that is not confirmed."""
        if not isinstance(self.answer, Decision):
            return []
        rows = [self.table.body_rows[key] for key in self.answer.verdict.bodies]
        return [Link(body_label(row), self._body_url(row)) for row in rows]

    def _body_url(self, body: ResponsibleBody) -> str:
        policy = POLICIES[ResponsibleBody]
        if not policy.user_has_permission(self.request.user, "change"):
            return ""
        return body_url(body)

    @cached_property
    def winner(self) -> Link | None:
        """The rule that decides, and the routing it stands in."""
        rule = self.answer.verdict.rule if isinstance(self.answer, Decision) else None
        if rule is None or not rule.region:
            return None
        routings = RegionRouting.objects.select_related("region")
        routing = routings.filter(region__key=rule.region).first()
        label = routing.region.label if routing else rule.region
        text = f"{label}: {self.table.rule_titles.get(rule.uuid, '')}"
        return Link(text, self._routing_url(routing) if routing else "")

    def _routing_url(self, routing: RegionRouting) -> str:
        may = ROUTING_POLICY.user_has_permission_for_instance(
            self.request.user, "change", routing
        )
        return routing_url("edit", routing.pk) if may else ""

    @cached_property
    def places(self) -> list[Link]:
        """The places of which one has to be named first."""
        if not isinstance(self.answer, AskMunicipality):
            return []
        rows = Region.objects.filter(key__in=self.answer.names).order_by("name", "key")
        return [Link(row.label, self._with_place(row.key)) for row in rows]

    def _with_place(self, key: str) -> str:
        query = {**self.request.GET.dict(), MUNICIPALITY: key}
        return f"?{urlencode(query)}"

    @cached_property
    def facts(self) -> list[str]:
        """What has to be known first, in words."""
        if not isinstance(self.answer, AskFacts):
            return []
        category, language = self.tried.category, get_language() or ""
        return [fact_label(name, category, language) for name in self.answer.names]

    @cached_property
    def trace(self) -> list[str]:
        return told(self.answer.trace, self.table, self.tried.category)

    @cached_property
    def command(self) -> str:
        """The command that gives the same answer."""
        found, tried = self.tried.found, self.tried
        words = ["hilfe_route", found.postcode or "-", tried.category.key]
        if found.statewide:
            words += ["--statewide"]
        elif not found.postcode:
            words += ["--region", found.place.region]
        elif len(found.place.candidates) < len(found.regions):
            words += ["--municipality", found.place.region]
        for name, value in tried.facts.items():
            words += ["--fact", f"{name}={value}"]
        words += ["--date", tried.day.isoformat()]
        words += ["--page", str(self.page_id)] if self.page_id else []
        words += ["--draft"] if self.drafts is not None else []
        return shlex.join(words)

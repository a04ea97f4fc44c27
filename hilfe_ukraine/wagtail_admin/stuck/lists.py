"""The work lists of the report: what each holds, since when, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.actions.sending.stuck import StuckReport, WorkList
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import stuck
from hilfe_ukraine.wagtail_admin.paging import CAP


@dataclass(frozen=True)
class StuckList:
    """One work list; ``name`` stands in its address.

    Rows come by the moment in ``column``; ``heading`` says what moment that is.
    """

    name: str
    title: Any
    advice: Any
    rows: Callable[[datetime], Any]
    column: str
    heading: Any
    size: Callable[[StuckReport], WorkList]

    def view_name(self, view: str) -> str:
        """Return the name of a view of this list."""
        return f"{view}_{self.name.replace('-', '_')}"


def _people(state: DeliveryState) -> Callable[[datetime], Any]:
    return lambda now: stuck.messages_for_people().filter(state=state.value)


def _all_held(report: StuckReport) -> WorkList:
    oldest = [part.since for part in report.held.values() if part.since]
    return WorkList(report.held_count, min(oldest, default=None))


MESSAGE_LISTS = [
    StuckList(
        "given-up",
        _("Messages given up"),
        _(
            "They are tried no more. Put right what is wrong, for example the address "
            "of the body, and send them again; or pass the offer on by hand and mark "
            "the message as handled."
        ),
        _people(DeliveryState.DEAD),
        stuck.WAITS_SINCE[DeliveryState.DEAD],
        _("Last tried on"),
        lambda report: report.given_up,
    ),
    StuckList(
        "bounced",
        _("Messages that came back"),
        _("A mail server took them, and sent them back later. Check the address."),
        _people(DeliveryState.BOUNCED),
        stuck.WAITS_SINCE[DeliveryState.BOUNCED],
        _("Came back on"),
        lambda report: report.bounced,
    ),
    StuckList(
        "held",
        _("Messages held"),
        _("They wait until the address is confirmed, or somebody sends them again."),
        _people(DeliveryState.HELD),
        stuck.WAITS_SINCE[DeliveryState.HELD],
        _("Written on"),
        _all_held,
    ),
    StuckList(
        "late",
        _("Messages that are late"),
        _("They wait for longer than they should, and go as soon as they can."),
        lambda now: stuck.late_messages(now - conf.late_after),
        "first_due_at",
        _("Due since"),
        lambda report: report.late,
    ),
]
WITH_RETIRED = StuckList(
    "with-retired",
    _("Offers still with a body that is retired"),
    _("The body works no more and has not answered. Pass the offers on."),
    lambda now: stuck.referrals_to_retired(),
    "referred_at",
    _("Referred on"),
    lambda report: report.with_retired,
)
REFERRAL_LISTS = [
    WITH_RETIRED,
    StuckList(
        "unanswered",
        _("No answer since it was due"),
        _("The bodies have these offers and have said nothing yet. Please ask them."),
        stuck.unanswered_referrals,
        "due_at",
        _("Answer due on"),
        lambda report: report.unanswered,
    ),
]
OFFER_LISTS = [
    StuckList(
        "unrouted",
        _("Offers without a body"),
        _("No rule says who is in charge. Add one, and then route them again."),
        lambda now: stuck.unrouted_offers(),
        "submitted_at",
        _("Submitted on"),
        lambda report: report.unrouted,
    ),
    StuckList(
        "not-released",
        _("Offers that cannot go on"),
        _(
            "Their waiting time is over, and something keeps them back. The log of the "
            "program says what; please tell those who run it."
        ),
        lambda now: stuck.unreleased_offers(now - conf.late_after),
        "release_at",
        _("Waiting time over since"),
        lambda report: report.unreleased,
    ),
    StuckList(
        "lost",
        _("Offers on no list"),
        _(
            "This must not happen: nobody has them in hand, and nobody was told. Pass "
            "them on by hand, and please tell those who run the portal."
        ),
        lambda now: stuck.lost_offers(CAP),
        "submitted_at",
        _("Submitted on"),
        lambda report: WorkList(report.lost),
    ),
]
ALL_LISTS = [*MESSAGE_LISTS, *REFERRAL_LISTS, *OFFER_LISTS]

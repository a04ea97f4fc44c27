"""What the daily digest says: offers of one office that are stuck at this moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import HelpOffer, ResponsibleBody, stuck
from hilfe_ukraine.models.offers import HelpOfferQuerySet


#: An offer that is under way for so long, and has not arrived, is worth a line.
NOT_REACHED_AFTER = timedelta(hours=4)

#: A mail names at most so many offers of each kind; the list in the admin has all.
_NAMED = 20

#: The list of what is stuck, by the name it has in Wagtail's admin.
_LIST = "hilfe_stuck:index"


@dataclass(frozen=True)
class DigestPart:
    """One kind of trouble. ``offers`` are references, each with its link."""

    title: str
    advice: str
    number: int
    offers: list[tuple[str, str]]

    @property
    def more(self) -> int:
        """How many offers are not named."""
        return self.number - len(self.offers)


def digest_words(
    office: ResponsibleBody, *, now: datetime, link: Callable[[HelpOffer], str]
) -> dict[str, Any]:
    """Return the context of the digest's templates: counts, references and links.

    Reads the rows as they are, a fixed number of statements; no personal data. ``now``
    is what tells late from not late. Without ``parts`` everything was solved meanwhile.
    """
    owned = HelpOffer.objects.filter(owning_office=office)
    parts = [
        _part(title, advice, rows, link)
        for title, advice, rows in (*_of_messages(owned, now), *_of_bodies(owned, now))
    ]
    return {
        "parts": [part for part in parts if part.number],
        "list_link": _list_link(),
    }


_Kind = tuple[str, str, HelpOfferQuerySet]


def _of_messages(owned: HelpOfferQuerySet, now: datetime) -> list[_Kind]:
    people = stuck.messages_for_people()
    under_way = stuck.unreached_messages(now - NOT_REACHED_AFTER).values("offer")
    return [
        (
            _("Nobody is in charge yet"),
            _("Please add a rule, and then route the offer again."),
            stuck.unrouted_offers() & owned,
        ),
        *(
            (
                title,
                advice,
                owned.filter(pk__in=people.filter(state=state).values("offer")),
            )
            for state, title, advice in _needs_somebody()
        ),
        (
            _("The body has not been reached yet"),
            _("It is tried again and again. If it is urgent, please call the body."),
            owned.filter(pk__in=under_way),
        ),
    ]


def _of_bodies(owned: HelpOfferQuerySet, now: datetime) -> list[_Kind]:
    return [
        (
            _("The body is retired, and still has the offer"),
            _("Please pass the offer on."),
            owned.filter(pk__in=stuck.referrals_to_retired().values("offer")),
        ),
        (
            _("No answer since it was due"),
            _("Please ask the body how it stands."),
            owned.filter(pk__in=stuck.unanswered_referrals(now).values("offer")),
        ),
    ]


def _needs_somebody() -> list[tuple[str, str, str]]:
    return [
        (
            DeliveryState.DEAD.value,
            _("A message was given up"),
            _("Please correct the address and send it again, or handle it by hand."),
        ),
        (
            DeliveryState.BOUNCED.value,
            _("A message came back"),
            _(
                "Please correct or confirm the address; the message then goes "
                "by itself."
            ),
        ),
        (
            DeliveryState.HELD.value,
            _("A message is held"),
            _(
                "Please check and confirm the address of the body; the messages then "
                "go by themselves. What somebody has held back by hand goes when it is "
                "sent again."
            ),
        ),
    ]


def _part(
    title: str,
    advice: str,
    rows: HelpOfferQuerySet,
    link: Callable[[HelpOffer], str],
) -> DigestPart:
    number = rows.count()
    oldest = rows.only("reference").order_by("submitted_at", "pk")[:_NAMED]
    offers = [(offer.reference, link(offer)) for offer in oldest] if number else []
    return DigestPart(title, advice, number, offers)


def _list_link() -> str:
    try:
        return conf.base_url + reverse(_LIST)
    except NoReverseMatch:
        return ""

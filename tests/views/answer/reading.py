"""The page behind the link in a body's mail: an offer to read there, and reading it."""

import re

from datetime import date

from django.utils import timezone
from wagtail.models import Locale

from hilfe_ukraine.delivery.message_links import answer_link
from hilfe_ukraine.models import CategoryQuestion, CategoryQuestionText, HelpOffer
from tests.factories import make_category, make_offer, make_referral, make_region


CONTACT = {
    "helper": "person",
    "organisation": "Muster GmbH",
    "name": "Erika <Muster>",
    "email": "erika+help@muster.example",
    "phone": "+4935811234",
    "street": "Am Markt 1",
    "city": "02826 Görlitz",
}
ENTRIES = [
    {"key": "details", "label": "Details", "value": "two rooms\nquiet"},
    {"key": "pets", "label": "Pets", "value": ["dogs", "cats"]},
    {"key": "more", "label": "Anything else", "value": ""},
]


def _flats():
    english = Locale.objects.get_or_create(language_code="en")[0]
    category = make_category(title="Flats & rooms")
    category.texts.update(locale=english)
    question = CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="flat\nroom"
    )
    CategoryQuestionText.objects.create(
        parent=question,
        locale=english,
        label="What do you offer?",
        choice_labels="a flat\na room",
    )
    return category


def full_referral():
    """A referral whose offer has all that a body may read."""
    offer = make_offer(
        category=_flats(),
        region=make_region("14626110", label="Görlitz"),
        contact=CONTACT,
        entries=ENTRIES,
        facts={"stay_days": 90, "quantity": 3, "helper": "person", "dwelling": "room"},
        available_from=date(2022, 4, 1),
        submitted_at=timezone.now(),
        state=HelpOffer.States.REFERRED,
        waiting_for="",
    )
    return make_referral(offer=offer, referred_at=timezone.now())


def path(referral):
    return answer_link(referral).removeprefix("http://testserver")


def shown(response):
    """The text a person reads, without tags."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def status(response):
    return re.search(r'data-state="(\w+)"', response.content.decode())[1]

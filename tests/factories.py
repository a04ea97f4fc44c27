"""Rows for tests: one plain function per model, every value can be overridden.

Each function saves and returns one row that is valid as it stands; what it needs
besides is made too. Only name in a test what the test is about.
"""

import base64
import itertools
import random
import uuid

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import Locale

from hilfe_ukraine.domain.reference import make_reference
from hilfe_ukraine.domain.regions import level_of, lineage
from hilfe_ukraine.models import (
    BodyMember,
    Category,
    CategoryText,
    Delivery,
    HelpOffer,
    PostcodeArea,
    Referral,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RuleCondition,
    RuleText,
    Webhook,
)


#: The moment at which things happen in tests, unless a test says otherwise.
NOW = datetime(2022, 3, 4, 11, 0, tzinfo=UTC)

_numbers = itertools.count(1)
_random = random.Random(0)


def make_region(key: str = "14626110", **values: Any) -> Region:
    """The region of an official key, with those above it; once made, it is reused."""
    *_, parent_key = ("", *lineage(key)[1:2])
    defaults = {
        "level": level_of(key).value,
        "name": f"Region {key}",
        "label": f"Region {key}",
        "parent": make_region(parent_key) if parent_key else None,
    }
    return Region.objects.get_or_create(key=key, defaults={**defaults, **values})[0]


def make_postcode(postcode: str, *region_keys: str) -> list[PostcodeArea]:
    """A postcode that touches the regions with these keys."""
    return [
        PostcodeArea.objects.create(postcode=postcode, region=make_region(key))
        for key in region_keys
    ]


def make_category(key: str = "", *, title: str = "", **values: Any) -> Category:
    """A category; with ``title`` also its words in the default language."""
    key = key or f"category_{next(_numbers)}"
    category = Category.objects.create(key=key, **values)
    if title:
        CategoryText.objects.create(
            parent=category, locale=Locale.get_default(), title=title
        )
    return category


def make_body(key: str = "", **values: Any) -> ResponsibleBody:
    """A confirmed district office that is reached by e-mail."""
    key = key or f"body_{next(_numbers)}"
    defaults = {
        "name": f"Office {key}",
        "kind": ResponsibleBody.Kinds.DISTRICT,
        "email": f"{key}@office.example",
        "contact_state": ResponsibleBody.ContactStates.CONFIRMED,
    }
    return ResponsibleBody.objects.create(key=key, **{**defaults, **values})


def make_user(
    *permissions: str, staff_of: ResponsibleBody | None = None, **values: Any
) -> Any:
    """A user with these permissions of the app, for example ``view_helpoffer``."""
    defaults = {"username": f"user_{next(_numbers)}"}
    user = get_user_model().objects.create_user(**{**defaults, **values})
    found = Permission.objects.filter(
        content_type__app_label="hilfe_ukraine", codename__in=permissions
    )
    assert len(found) == len(permissions), permissions
    user.user_permissions.set(found)
    if staff_of:
        BodyMember.objects.create(body=staff_of, user=user)
    return user


def make_offer(**values: Any) -> HelpOffer:
    """A confirmed offer of a room in Görlitz that waits for a body.

    ``region`` sets the plain key columns too.
    """
    region = values.pop("region", None) or make_region()
    defaults = {
        "reference": make_reference(_random.randrange),
        "submission_token": uuid.uuid4(),
        "page_title": "Help offers",
        "language": "de",
        "category": values.get("category") or make_category(),
        "postcode": "02826",
        "region": region,
        "region_key": region.key,
        "district_key": region.key[:5] if len(region.key) >= 5 else "",
        "contact": {"name": "Erika Muster", "email": "erika@muster.example"},
        "state": HelpOffer.States.WAITING,
        "waiting_for": HelpOffer.WaitingFor.BODY,
        "contact_check": HelpOffer.ContactChecks.CONFIRMED,
        "submitted_at": NOW,
        "confirmed_at": NOW,
    }
    return HelpOffer.objects.create(**{**defaults, **values})


def make_referral(**values: Any) -> Referral:
    """An open referral; unless an offer is given, of an offer in state referred."""
    if "offer" not in values:
        values["offer"] = make_offer(
            state=HelpOffer.States.REFERRED, waiting_for=HelpOffer.WaitingFor.NOTHING
        )
    defaults = {"body": values.get("body") or make_body(), "referred_at": NOW}
    return Referral.objects.create(**{**defaults, **values})


def make_delivery(**values: Any) -> Delivery:
    """A message to a body, due now; with ``referral`` about that referral."""
    referral = values.get("referral") or (
        None if "offer" in values else make_referral()
    )
    row_uuid = values.get("uuid") or uuid.uuid4()
    defaults = {
        "uuid": row_uuid,
        "dedup_key": f"test:{row_uuid}:1",
        "referral": referral,
        "offer": referral.offer if referral else None,
        "receiver": Delivery.Receivers.BODY,
        "body": referral.body if referral else None,
        "kind": Delivery.Kinds.FORWARD,
        "language": "de",
        "created_at": NOW,
        "first_due_at": NOW,
        "next_attempt_at": NOW,
        "message_id": f"<{row_uuid}@example.org>",
    }
    row = {**defaults, **values}
    if row.get("state") in ("dead", "bounced"):
        row.setdefault("claimed_at", row["created_at"])
    if row.get("state") == "bounced":
        row.setdefault("delivered_at", row["created_at"])
        row.setdefault("bounced_at", row["created_at"])
    return Delivery.objects.create(**row)


#: A secret as webhooks have them; 32 bytes that are no secret at all.
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def make_webhook(**values: Any) -> Webhook:
    """A tested webhook of a body whose offers go that way; ``body`` can be given."""
    defaults = {
        "body": values.get("body") or make_body(channel="webhook"),
        "url": "https://amt.example/hook",
        "state": Webhook.States.ACTIVE,
        "secret": SECRET,
        "tested_at": NOW,
        "changed_at": NOW,
    }
    return Webhook.objects.create(**{**defaults, **values})


def make_routing(region: Region | str = "14626", **values: Any) -> RegionRouting:
    """The routing of one region, live and without rules."""
    region = make_region(region) if isinstance(region, str) else region
    return RegionRouting.objects.create(region=region, **{"live": True, **values})


def make_rule(
    routing: RegionRouting,
    *,
    categories: tuple[Category, ...] = (),
    bodies: tuple[ResponsibleBody, ...] = (),
    conditions: tuple[tuple[str, str, str], ...] = (),
    text: str = "",
    **values: Any,
) -> RoutingRule:
    """One rule at the end of a routing; conditions are (fact, operator, value)."""
    values.setdefault("sort_order", routing.rules.count())
    rule = RoutingRule(routing=routing, **values)
    rule.categories = categories
    rule.bodies = bodies
    rule.save()
    for fact, operator, value in conditions:
        RuleCondition.objects.create(
            rule=rule, fact=fact, operator=operator, value=value
        )
    if text:
        RuleText.objects.create(parent=rule, locale=Locale.get_default(), text=text)
    return rule

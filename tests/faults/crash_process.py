"""A process for the crash tests: does one thing and, if told to, ends in the middle.

With ``HILFE_CRASH_AT`` it is gone at that failpoint, as by SIGKILL; with
``HILFE_CRASH_CUT`` it loses its connection to the database there, once. Import it after
``django.setup()``.
"""

import os
import sys
import uuid

from datetime import timedelta

from celery import Celery
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale

from hilfe_ukraine import tasks
from hilfe_ukraine.actions.confirm import confirm
from hilfe_ukraine.actions.decide import decide_now
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.actions.submit import Submission, submit
from hilfe_ukraine.delivery import failpoint
from hilfe_ukraine.models import Delivery, HelpOffer, RoutingVersion
from tests.factories import (
    make_body,
    make_category,
    make_postcode,
    make_routing,
    make_rule,
)


def on_reach(name: str) -> None:
    if name == os.environ.get("HILFE_CRASH_AT"):
        os._exit(137)
    if name == os.environ.pop("HILFE_CRASH_CUT", name + "?"):
        connection.connection.close()


def prepare() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    Locale.objects.get_or_create(language_code="de")
    RoutingVersion.objects.get_or_create(pk=1)
    make_postcode("02826", "14626110")
    make_rule(make_routing("14626"), bodies=(make_body("office"),))
    make_category("housing")


def hand_in(token: str, email: str = "") -> None:
    """Submit one offer and print its reference, as the thank-you page does.

    With an e-mail address it waits until that is confirmed.
    """
    table = current_table()
    found, category = find_postcode("02826"), table.categories["housing"]
    today = timezone.localdate()
    decided = decide_now(
        table=table,
        place=found.place,
        category=category,
        facts={"helper": "person"},
        fallback=None,
        today=today,
    )
    submission = Submission(
        token=uuid.UUID(token),
        page_id=None,
        page_title="Hilfe anbieten",
        language="de",
        confirmation_required=bool(email),
        category=category,
        found=found,
        facts={"helper": "person"},
        contact={
            "name": "Erika Muster",
            **({"email": email} if email else {"phone": "+493515640"}),
        },
    )
    accepted = submit(
        submission=submission,
        decided=decided,
        table=table,
        spend_captcha=lambda: True,
        now=timezone.now(),
    )
    sys.stdout.write(accepted.offer.reference)


def press_confirm(reference: str) -> None:
    confirm(offer=HelpOffer.objects.get(reference=reference), now=timezone.now())


def sweep() -> None:
    app = Celery("crash")
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.set_default()
    tasks.sweep()


def later() -> None:
    """Twice an hour passes, what was left behind or waits is due, and is sent."""
    hour = timedelta(hours=1)
    for _ in range(2):
        Delivery.objects.update(
            lease_until=F("lease_until") - hour,
            next_attempt_at=F("next_attempt_at") - hour,
        )
        call_command("hilfe_forward")


def durability() -> None:
    """Print when a COMMIT counts as done."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW synchronous_commit")
            sys.stdout.write(cursor.fetchone()[0])
        else:
            cursor.execute("PRAGMA synchronous")
            sys.stdout.write({2: "FULL"}.get(cursor.fetchone()[0], "less"))


DEEDS = {
    "prepare": prepare,
    "submit": hand_in,
    "confirm": press_confirm,
    "sweep": sweep,
    "forward": lambda: call_command("hilfe_forward"),
    "loop": lambda: call_command("hilfe_forward", loop=True),
    "later": later,
    "durability": durability,
}


def main() -> None:
    """Do the deed that stands on the command line."""
    failpoint.on_reach = on_reach
    DEEDS[sys.argv[1]](*sys.argv[2:])

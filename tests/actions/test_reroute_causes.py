"""Whatever changes who is in charge lets waiting offers be decided again, once."""

from datetime import UTC, datetime, timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.reroute_waiting import reroute_waiting
from hilfe_ukraine.actions.routing.replace_body import retire_body
from hilfe_ukraine.actions.sending.address_tests import (
    confirm_address,
    send_address_test,
)
from hilfe_ukraine.actions.sending.doubt import doubt_address
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.models import HelpOffer, RegionRouting, ResponsibleBody
from tests.factories import NOW, make_body, make_offer, make_routing, make_rule
from tests.offer_page.site import publish, route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def state():
    return HelpOffer.objects.values_list("state", flat=True).get()


def test_a_page_that_is_published(offer_page):
    offer = make_offer()
    reroute_waiting(now=LATER)

    publish(offer_page, title="Hilfe anbieten, neu")

    # Decided again, once; with the fallback body that the offer has since it came.
    assert reroute_waiting(now=LATER) == 1
    assert reroute_waiting(now=LATER) == 0
    offer.refresh_from_db()
    assert offer.state == "waiting"


def test_routing_that_is_published_in_the_admin_or_by_schedule(hand_in):
    hand_in()
    routing = make_routing("14626", live=False)
    make_rule(routing, bodies=(make_body(),))
    draft = RegionRouting.objects.get(pk=routing.pk)
    revision = draft.save_revision()
    reroute_waiting(now=LATER)
    assert state() == "waiting"

    revision.publish()

    reroute_waiting(now=LATER)
    assert state() == "referred"


def test_a_body_that_is_confirmed_by_its_test_message(hand_in):
    body = make_body("kreis", contact_state="suspect")
    route("14626", {"bodies": (body,)})
    hand_in()
    reroute_waiting(now=LATER)
    assert state() == "waiting"

    test = send_address_test(body=body, user=None, now=LATER)
    forward(test.uuid, now=LATER, clock=lambda: LATER)
    confirm_address(delivery_uuid=test.uuid, now=LATER)

    reroute_waiting(now=LATER)
    assert state() == "referred"


def test_a_body_that_gets_a_successor(hand_in, django_user_model):
    body, successor = make_body("kreis", contact_state="suspect"), make_body("neu")
    route("14626", {"bodies": (body,)})
    offer = hand_in()

    retire_body(
        body=body,
        by=successor,
        note="Aufgelöst",
        user=None,
        # As for somebody who may change no routing: the deputy is enough.
        may=lambda *_: False,
        now=LATER,
    )

    reroute_waiting(now=LATER)
    assert [row.body for row in offer.referrals.all()] == [successor]


def test_a_doubt_moves_nothing_that_a_body_has_in_hand(hand_in):
    body = make_body("kreis", deputy=make_body("deputy"))
    route("14626", {"bodies": (body,)})
    offer = hand_in()

    doubt_address(body_id=body.pk, now=LATER)
    reroute_waiting(now=LATER)

    assert [row.body for row in offer.referrals.all()] == [body]


def test_a_pause_that_is_over_is_noticed_by_the_chores_after_german_midnight(hand_in):
    evening = datetime(2022, 3, 4, 22, 30, tzinfo=UTC)
    midnight = datetime(2022, 3, 4, 23, 0, tzinfo=UTC)
    body = make_body("kreis", paused_until=timezone.localtime(midnight).date())
    route("14626", {"bodies": (body,)})
    hand_in(now=evening)
    keep_house(now=evening)
    assert state() == "waiting"

    keep_house(now=midnight)

    assert state() == "referred"
    assert ResponsibleBody.objects.get(pk=body.pk).paused_until

"""Acts on one offer that meet at the worst moment, on both databases."""

import threading

from datetime import timedelta

import pytest

from django.db import connections

from hilfe_ukraine.actions import erase, pass_on
from hilfe_ukraine.actions.sending import doubt
from hilfe_ukraine.delivery.claim import Refused, claim
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Delivery, Referral
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

States = Delivery.States
#: As long as one waits for another that may not be able to come.
PATIENCE = 1


class Meanwhile(threading.Thread):
    """Does something in a thread of its own; ``finish`` returns what came of it."""

    def __init__(self, act):
        super().__init__(daemon=True)
        self._act, self._result, self._error = act, None, None

    def run(self):
        try:
            self._result = self._act()
        except Exception as error:  # noqa: BLE001 - raised below, in the main thread
            self._error = error
        finally:
            connections.close_all()

    def finish(self):
        self.join(30)
        assert not self.is_alive()
        if self._error:
            raise self._error
        return self._result


@pytest.fixture
def row(goerlitz, file_database):
    """A message that waits for a body whose address came to be in doubt."""
    body = make_body("kreis", deputy=make_body("deputy"), contact_state="suspect")
    route("14626", {"bodies": (body,)})
    offer = make_offer(state="referred", owning_office=make_body("office"))
    return make_delivery(referral=make_referral(offer=offer, body=body))


def patch(monkeypatch, module, name, before):
    """Let ``before`` happen whenever a function of a module is called."""
    original = getattr(module, name)

    def call(*args, **kwargs):
        before()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, call)


def test_a_worker_cannot_claim_what_is_being_passed_on(row, monkeypatch):
    worker = Meanwhile(lambda: claim(row.uuid, NOW))

    def come_between():
        worker.start()
        worker.join(PATIENCE)

    patch(monkeypatch, pass_on, "decide_again", come_between)
    Referral.objects.update(pass_on_at=NOW)

    assert pass_on.pass_on_due(now=NOW + timedelta(minutes=1)) == 1

    assert worker.finish() is Refused.NOT_DUE
    row.refresh_from_db()
    assert row.state == States.CANCELLED


def test_an_erasure_and_a_doubt_do_not_wait_for_each_other(row, monkeypatch):
    has_referrals = threading.Event()
    patch(monkeypatch, doubt, "_ready_forwards", has_referrals.set)
    chore = Meanwhile(lambda: doubt._hold_for(row.body_id, NOW))

    def come_between():
        chore.start()
        has_referrals.wait(PATIENCE)

    patch(monkeypatch, erase, "may_know", come_between)

    assert erase.erase_offer(offer=row.offer, cause=ErasureCause.REQUEST, now=NOW)

    assert chore.finish()
    row.refresh_from_db()
    assert (row.state, row.referral.state) == (States.CANCELLED, "withdrawn")

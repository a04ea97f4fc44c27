"""Nothing a helper typed is found outside the encrypted columns."""

import logging

import pytest

from django.test import Client

from hilfe_ukraine.actions.confirm import release_due
from hilfe_ukraine.models import HelpOffer
from tests.database import everything_stored
from tests.factories import NOW
from tests.offer_page.browse import read_form, send
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db

STEP_TWO = "/hilfe-ukraine/?category=translation&postcode=02826"
CANARY = "Kanarienvogel"
TYPED = {
    "helper": "organisation",
    "organisation": f"{CANARY} e.V.",
    "name": f"Erika {CANARY}",
    "email": f"{CANARY}@muster.example",
    "phone": "0351 5640773",
    "street": f"{CANARY}gasse 7",
    "city": f"02826 {CANARY}stadt",
    "details": f"Ein Zimmer für den {CANARY}",
}
#: In any spelling, and the number in the form it is stored in.
TRACES = [CANARY.lower(), "5640773"]


def traces_in(text):
    return [trace for trace in TRACES if trace in text.lower()]


class Watcher(Client):
    """Keeps every address it was sent to or comes from."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def request(self, **request):
        response = super().request(**request)
        self.addresses += [request["PATH_INFO"], request.get("QUERY_STRING", "")]
        self.addresses.append(response.get("Location", ""))
        return response


def test_what_was_typed_is_in_no_log_no_address_and_no_plain_column(offer_page, caplog):
    publish(offer_page, confirmation_required=True)
    question = add_question(offer_page, "Bemerkung")
    caplog.set_level(logging.DEBUG)
    client = Watcher()
    page = client.get(STEP_TWO)
    (answer,) = [n for n in read_form(page).names if n.startswith("question-")]
    typed = {**TYPED, answer: f"Ruft den {CANARY}"}
    refused = send(client, page, **{**typed, "captcha_1": "99999x"})
    assert refused.status_code == 422
    sent = send(client, refused, **typed)
    client.get(sent["Location"])
    client.post(read_form(page).action, typed)
    release_due(now=NOW.replace(year=2100))

    offer = HelpOffer.objects.get()
    assert CANARY in str(offer.contact)
    assert CANARY in str(offer.entries)
    assert offer.entries[1]["key"] == str(question.translation_key)
    assert not traces_in(everything_stored())
    assert not traces_in(" ".join(client.addresses))
    assert caplog.records
    assert not traces_in(caplog.text)
    assert not traces_in(" ".join(str(vars(record)) for record in caplog.records))
    assert not traces_in(f"{offer} {offer!r}")


def test_the_search_for_traces_finds_them(offer_page):
    publish(offer_page, controller=f"Amt {CANARY}")

    assert traces_in(everything_stored()) == [CANARY.lower()]

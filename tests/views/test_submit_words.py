"""Whatever people are called and wherever they live: it is taken and stays as it is."""

import pytest

from hilfe_ukraine.models import HelpOffer
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.read import complaints
from tests.views.refusals import day


pytestmark = pytest.mark.django_db

ADDRESS = "/hilfe-ukraine/?category=translation&postcode=02826"
PERIOD = {
    "detail-quantity": "2",
    "available_from": day(1),
    "available_until": day(20),
}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 20


def stored(client, **answers):
    response = send(client, client.get(ADDRESS), **answers)
    assert response.status_code == 303, complaints(response)
    return HelpOffer.objects.get()


@pytest.mark.parametrize(
    "name",
    [
        "Олена Коваль-Петренко",
        "Ґалаґан Їжакевич",
        "O’Connor",
        "李小龍",
        "محمد علي",
        "Ø",
        "X Æ",
    ],
)
def test_a_name_is_written_as_its_owner_writes_it(client, offer_page, name):
    assert stored(client, name=name).contact["name"] == name


@pytest.mark.parametrize(
    "street", ["Dorfanger", "Hof Nr. 3 b, Hinterhaus", "вул. Хрещатик", "Mühle"]
)
def test_an_address_needs_no_house_number(client, offer_page, street):
    offer = stored(client, email="", street=street, city="02829 Markersdorf")

    assert offer.contact["street"] == street
    assert offer.contact_check == HelpOffer.ContactChecks.NOT_ASKED


@pytest.mark.parametrize(
    "typed", ["+380 44 123 45 67", "+38 (044) 123-45-67", "00380441234567"]
)
def test_a_ukrainian_number_is_a_phone_number(client, offer_page, typed):
    assert stored(client, email="", phone=typed).contact["phone"] == "+380441234567"


@pytest.mark.parametrize(
    "text",
    ["Ich helfe gern 😀👨‍👩‍👧", "שלום, אני יכול לעזור", "\u202eRückwärts\u202c", LONG],
    ids=["emoji", "right to left", "overridden direction", "a very long word"],
)
def test_a_description_is_stored_as_it_was_typed(client, offer_page, text):
    assert stored(client, details=text).entries[0]["value"] == text


def test_fields_follow_the_direction_of_what_is_typed(client, offer_page):
    content = client.get(ADDRESS).content.decode()

    for name in ("name", "details", "street", "city", "organisation"):
        (tag,) = (
            part.split(">")[0]
            for part in content.split("<")
            if f' name="{name}"' in part.split(">")[0]
        )
        assert 'dir="auto"' in tag


def test_two_tabs_are_two_forms(client, offer_page):
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert read_form(first).fields["token"] != read_form(second).fields["token"]

    assert send(client, second, details="Aus dem zweiten").status_code == 303
    assert send(client, first, details="Aus dem ersten").status_code == 303
    texts = {offer.entries[0]["value"] for offer in HelpOffer.objects.all()}
    assert texts == {"Aus dem ersten", "Aus dem zweiten"}


def test_who_goes_back_and_sends_again_reaches_the_same_offer(client, form):
    data, action = fill(form, **PERIOD), read_form(form).action
    first = client.post(action, data)
    client.get(first["Location"])

    again = client.post(action, data)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert HelpOffer.objects.count() == 1


CHANGES = [
    {"category": "translation"},
    {"postcode": "04109"},
    {"details": "Anders"},
    {"name": "Erik Muster"},
    {"detail-quantity": "5"},
    {"available_from": day(3)},
    {"available_until": day(30)},
]


def test_who_goes_back_and_chooses_another_municipality_is_told(client, offer_page):
    address = "/hilfe-ukraine/?category=housing&postcode=02827&municipality="
    form = client.get(f"{address}14626110")
    quantity = {"detail-quantity": "2"}
    data, action = fill(form, **quantity), read_form(form).action
    assert client.post(action, data).status_code == 303

    response = client.post(action, {**data, "municipality": "14626120"})
    assert response.status_code == 422
    assert send(client, response, **quantity).status_code == 303
    regions = HelpOffer.objects.values_list("region_key", flat=True)
    assert set(regions) == {"14626110", "14626120"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_who_goes_back_and_changes_the_form_is_told(client, form, change):
    data, action = fill(form, **PERIOD), read_form(form).action
    client.post(action, data)
    offer = HelpOffer.objects.get()

    response = client.post(action, {**data, **change})
    assert response.status_code == 422
    assert offer.reference in response.content.decode()
    assert HelpOffer.objects.count() == 1
    fields = read_form(response).fields
    assert change.items() <= fields.items()
    assert send(client, response, **change).status_code == 303
    assert HelpOffer.objects.count() == 2

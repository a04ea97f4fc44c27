"""Encrypted fields: ciphertext in the database, plain values in Python, no search."""

from datetime import date

import pytest

from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from hilfe_ukraine.crypto import DecryptionError, decrypt
from hilfe_ukraine.models import HelpOffer, Note
from tests.factories import NOW, make_offer


pytestmark = pytest.mark.django_db

CONTACT = {"name": "Zoë Канарейка", "email": "canary@muster.example"}
ENTRIES = [{"label": "Seit wann?", "value": "canary"}]


def stored(column, offer):
    """The value as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM hilfe_ukraine_helpoffer WHERE id = %s", [offer.pk]
        )
        return cursor.fetchone()[0]


def test_personal_data_comes_back_as_it_was():
    offer = make_offer(contact=CONTACT, entries=ENTRIES)

    offer.refresh_from_db()

    assert (offer.contact, offer.entries) == (CONTACT, ENTRIES)


@pytest.mark.parametrize("column", ["contact", "entries"])
def test_the_database_holds_ciphertext_only(column):
    offer = make_offer(contact=CONTACT, entries=ENTRIES)

    ciphertext = stored(column, offer)

    assert ciphertext.startswith("test:")
    assert "canary" not in ciphertext
    assert "canary" in decrypt(ciphertext)


def test_a_whole_row_shows_no_personal_data():
    offer = make_offer(contact=CONTACT, entries=ENTRIES)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM hilfe_ukraine_helpoffer WHERE id = %s", [offer.pk]
        )
        row = str(cursor.fetchone())

    assert "canary" not in row
    assert "Канарейка" not in row


def test_nothing_is_stored_as_nothing():
    offer = make_offer(contact={}, entries=[])

    assert (stored("contact", offer), stored("entries", offer)) == ("", "")
    offer.refresh_from_db()
    assert (offer.contact, offer.entries) == ({}, [])


def test_empty_text_stays_empty():
    note = Note.objects.create(offer=make_offer(), text="", created_at=NOW)

    note.refresh_from_db()

    assert note.text == ""


def test_dates_are_stored_as_text():
    offer = make_offer(entries=[{"value": date(2022, 3, 4)}])

    offer.refresh_from_db()

    assert offer.entries == [{"value": "2022-03-04"}]


def test_every_write_gives_another_ciphertext():
    offer = make_offer(contact=CONTACT)
    before = stored("contact", offer)

    offer.save()

    assert stored("contact", offer) != before


def test_an_update_of_the_query_set_encrypts_too():
    offer = make_offer()

    HelpOffer.objects.update(contact=CONTACT)

    assert stored("contact", offer).startswith("test:")
    assert list(HelpOffer.objects.values_list("contact", flat=True)) == [CONTACT]


@pytest.mark.parametrize(
    "condition",
    [
        {"contact": CONTACT},
        {"contact__contains": "canary"},
        {"contact__in": [CONTACT]},
        {"entries__startswith": "test:"},
    ],
)
def test_filtering_by_an_encrypted_field_raises(condition):
    with pytest.raises(FieldError, match="encrypted"):
        HelpOffer.objects.filter(**condition)


def test_whether_there_is_a_value_at_all_can_be_asked():
    make_offer()

    assert HelpOffer.objects.filter(contact__isnull=False).count() == 1


def test_a_lost_key_raises_instead_of_showing_ciphertext(settings):
    make_offer(contact=CONTACT)
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {
        "new": settings.HILFE_UKRAINE_ENCRYPTION_KEYS["test"]
    }

    with pytest.raises(DecryptionError):
        HelpOffer.objects.get()


def test_lists_do_not_open_what_they_do_not_show(settings, django_assert_num_queries):
    make_offer(contact=CONTACT)
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {}

    with django_assert_num_queries(1):
        [offer] = HelpOffer.objects.for_lists()
        assert offer.category and offer.region


def test_a_dump_and_a_load_keep_the_values():
    offer = make_offer(contact=CONTACT, entries=ENTRIES)

    dumped = serializers.serialize("json", [offer])
    [loaded] = serializers.deserialize("json", dumped)

    assert (loaded.object.contact, loaded.object.entries) == (CONTACT, ENTRIES)

"""An old encryption key is used no more after everything was encrypted anew."""

import pytest

from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db.models import TextField, Value

from hilfe_ukraine.actions import reencrypt as module
from hilfe_ukraine.actions.reencrypt import Renewed, keys_in_use, reencrypt
from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import encrypt
from hilfe_ukraine.models import Answer, Attempt, HelpOffer, Note, Webhook
from hilfe_ukraine.models.body_notes import BodyNote
from hilfe_ukraine.models.encrypted import encrypted_columns
from tests.factories import NOW, make_delivery, make_offer, make_webhook


pytestmark = pytest.mark.django_db

CONTACT = {"name": "Zoë Канарейка"}


@pytest.fixture
def old():
    """The id of the key that the tests begin with."""
    return next(iter(conf.encryption_keys))


@pytest.fixture
def rotate(settings, old):
    """Put another key first; the old one stays, unless ``keep`` says otherwise."""

    def rotate(*, name="NEW", keep=True):
        keys = {name: Fernet.generate_key().decode()}
        settings.HILFE_UKRAINE_ENCRYPTION_KEYS = (
            keys | settings.HILFE_UKRAINE_ENCRYPTION_KEYS if keep else keys
        )

    return rotate


def one_of_each():
    """A value in every encrypted column."""
    delivery = make_delivery(address="alt@example.org")
    HelpOffer.objects.update(contact=CONTACT, entries=[{"value": "Zimmer"}])
    Note.objects.create(offer=delivery.offer, text="Notiz", created_at=NOW)
    Answer.objects.create(
        referral=delivery.referral, kind="received", text="Ja", answered_at=NOW
    )
    Attempt.objects.create(
        delivery=delivery,
        lease_no=1,
        started_at=NOW,
        address="amt@example.org",
        content="Text",
        detail="250 ok",
    )
    webhook = make_webhook()
    Webhook.objects.update(old_secret="whsec_b2xk")
    BodyNote.objects.create(body=webhook.body, text="Warum", created_at=NOW)


def test_every_encrypted_column_is_found():
    found = {(column.model.__name__, column.name) for column in encrypted_columns()}

    assert found >= {
        ("HelpOffer", "contact"),
        ("HelpOffer", "entries"),
        ("Note", "text"),
        ("Answer", "text"),
        ("Delivery", "address"),
        ("Attempt", "address"),
        ("Attempt", "content"),
        ("Attempt", "detail"),
        ("Webhook", "secret"),
        ("Webhook", "old_secret"),
        ("BodyNote", "text"),
    }


def test_everything_stands_under_the_first_key_and_reads_as_before(old, rotate):
    one_of_each()
    number = len(list(encrypted_columns()))
    assert keys_in_use() == {old: number}
    rotate()

    assert reencrypt() == Renewed(number)

    assert keys_in_use() == {"NEW": number}
    assert HelpOffer.objects.get().contact == CONTACT
    assert Note.objects.get().text == "Notiz"
    assert Attempt.objects.get().detail == "250 ok"


def test_without_the_old_key_all_can_be_read_afterwards(settings, rotate):
    one_of_each()
    rotate()
    reencrypt()

    keys = settings.HILFE_UKRAINE_ENCRYPTION_KEYS
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {"NEW": keys["NEW"]}

    assert HelpOffer.objects.get().contact == CONTACT


def test_doing_it_again_finds_nothing(rotate):
    make_offer(contact=CONTACT)
    rotate()
    reencrypt()

    assert reencrypt() == Renewed()


def test_ids_that_differ_in_case_only_are_different_keys(old, rotate):
    """SQLite compares without regard to it, if it is asked by LIKE."""
    make_offer(contact=CONTACT, entries=[])
    rotate(name=old.upper())

    assert reencrypt() == Renewed(1)
    assert keys_in_use() == {old.upper(): 1}


def test_empty_values_have_no_key(old):
    make_offer(contact={}, entries=[])

    assert keys_in_use()[old] == 0


def test_many_rows_go_in_batches(monkeypatch, rotate):
    monkeypatch.setattr(module, "_BATCH", 2)
    for _ in range(5):
        make_offer(contact=CONTACT, entries=[])
    rotate()

    assert reencrypt() == Renewed(5)
    assert keys_in_use() == {"NEW": 5}


def test_what_no_key_opens_is_left_and_named(old, rotate, capsys):
    make_offer(contact=CONTACT, entries=[])
    rotate(keep=False)
    make_offer(contact=CONTACT, entries=[])

    with pytest.raises(CommandError, match=f"Still in use: '{old}'"):
        call_command("hilfe_reencrypt")

    assert f"{old}: 1  (not in the settings)" in capsys.readouterr().out
    assert keys_in_use() == {old: 1, "NEW": 1}


@pytest.fixture
def unopened(settings, old, rotate):
    """Two offers between others, written under the old key when it was another one."""
    rows = [make_offer(contact=CONTACT, entries=[]) for _ in range(4)]
    keys = settings.HILFE_UKRAINE_ENCRYPTION_KEYS
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {old: Fernet.generate_key().decode()}
    for row in rows[1:3]:
        row.save(update_fields=["contact"])
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = keys
    rotate()
    return [f"hilfe_ukraine.HelpOffer.contact {row.pk}" for row in rows[1:3]]


def test_a_value_that_its_key_does_not_open_holds_up_none_of_the_others(old, unopened):
    done = reencrypt()

    assert (done.number, done.unopened) == (2, unopened)
    assert keys_in_use() == {"NEW": 2, old: 2}


def test_the_command_says_where_it_stands_and_nothing_of_it(old, unopened, capsys):
    with pytest.raises(CommandError, match=f"Still in use: '{old}'"):
        call_command("hilfe_reencrypt")

    assert capsys.readouterr().err.splitlines() == [
        f"Not opened by the key it names: {place}" for place in unopened
    ]


def test_what_is_written_by_hand_is_not_parsed(old, rotate):
    """A document that is no JSON is for whoever reads it, not for a new key."""
    offer = make_offer(contact=CONTACT, entries=[])
    raw = Value(encrypt("{"), output_field=TextField())
    HelpOffer.objects.filter(pk=offer.pk).update(contact=raw)
    rotate()

    assert reencrypt() == Renewed(1)
    assert keys_in_use() == {"NEW": 1}


def test_the_command_counts_before_and_after(old, rotate, capsys):
    make_offer(contact=CONTACT, entries=[])
    rotate()

    with pytest.raises(CommandError, match="Still in use"):
        call_command("hilfe_reencrypt", "--check")
    assert keys_in_use() == {old: 1}
    capsys.readouterr()

    call_command("hilfe_reencrypt")
    assert capsys.readouterr().out.splitlines() == [
        "Values under each key:",
        "  NEW: 0",
        f"  {old}: 1",
        "Afterwards:",
        "  NEW: 1",
        f"  {old}: 0",
    ]
    call_command("hilfe_reencrypt", "--check")

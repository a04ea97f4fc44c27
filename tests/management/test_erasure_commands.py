"""Erasing by hand, by schedule, and again after a restore, from the command line."""

import uuid

from datetime import timedelta

import pytest

from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus
from tests.factories import make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TAKEN_AT = "2022-03-04T12:00"


@pytest.fixture
def offer():
    return make_offer(submitted_at=timezone.now(), confirmed_at=timezone.now())


def answer(monkeypatch, text):
    monkeypatch.setattr("builtins.input", lambda question: text)


@pytest.mark.parametrize("text", ["y", "YES "])
def test_an_offer_is_erased_after_a_yes(offer, monkeypatch, capsys, text):
    answer(monkeypatch, text)

    call_command("hilfe_erase", offer.reference.lower())

    assert "Erased." in capsys.readouterr().out
    assert HelpOffer.objects.get().contact == {}


@pytest.mark.parametrize("text", ["", "n", "j"])
def test_anything_else_than_yes_erases_nothing(offer, monkeypatch, text):
    answer(monkeypatch, text)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("hilfe_erase", offer.reference)

    assert HelpOffer.objects.get().contact


def test_where_nobody_can_be_asked_nothing_is_erased(offer, monkeypatch):
    def nobody(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("hilfe_erase", offer.reference)

    assert HelpOffer.objects.get().contact


def test_without_a_question_it_is_erased_once(offer, capsys):
    call_command("hilfe_erase", offer.reference, "--yes", "--cause", "by_hand")
    call_command("hilfe_erase", offer.reference, "--yes")

    assert capsys.readouterr().out == "Erased.\nIt was erased before.\n"


@pytest.mark.parametrize(
    ("reference", "words"),
    [("ABC", "not an offer number"), ("00000000", "no offer with this number")],
)
def test_a_wrong_number_is_told(reference, words):
    with pytest.raises(CommandError, match=words):
        call_command("hilfe_erase", reference, "--yes")


def test_a_restricted_offer_and_a_broken_journal_are_told(offer, settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = "/dev/full"
    with pytest.raises(CommandError, match=r"cannot be written\. /dev/full: No"):
        call_command("hilfe_erase", offer.reference, "--yes")
    HelpOffer.objects.update(restricted_at=timezone.now())
    with pytest.raises(CommandError, match="restricted"):
        call_command("hilfe_erase", offer.reference, "--yes")

    assert HelpOffer.objects.get().contact


def test_the_use_is_restricted_and_that_is_lifted_once(offer, capsys):
    for arguments in ([], [], ["--lift"], ["--lift"]):
        call_command("hilfe_restrict", offer.reference.lower(), *arguments)
        offer.refresh_from_db()
        assert (offer.restricted_at is None) is bool(arguments)

    assert capsys.readouterr().out.splitlines() == [
        "Restricted.",
        "It was restricted before.",
        "The restriction was lifted.",
        "It was not restricted.",
    ]


def test_an_erased_or_unknown_offer_cannot_be_restricted(offer):
    HelpOffer.objects.update(state="erased", erased_at=timezone.now())
    with pytest.raises(CommandError, match="erased"):
        call_command("hilfe_restrict", offer.reference)
    with pytest.raises(CommandError, match="no offer with this number"):
        call_command("hilfe_restrict", "00000000")


def old_offers():
    now = timezone.now()
    make_offer(state="unconfirmed", confirmed_at=None, submitted_at=now - 15 * DAY)
    make_offer(state="taken", ended_at=now - 91 * DAY, submitted_at=now - 99 * DAY)
    make_offer(submitted_at=now - 400 * DAY, confirmed_at=now - 366 * DAY)


def test_the_schedule_says_what_is_due_and_what_it_erased(offer, capsys):
    old_offers()

    call_command("hilfe_retention", "--dry-run")
    assert capsys.readouterr().out == "Due: unconfirmed 1, ended 1, too_old 1\n"
    assert not HelpOffer.objects.exclude(erased_at=None).exists()

    call_command("hilfe_retention")
    out = capsys.readouterr().out
    assert "Erased: unconfirmed 1, ended 1, too_old 1\n" in out
    assert list(HelpOffer.objects.filter(erased_at=None)) == [offer]


def test_the_schedule_fails_aloud_if_the_journal_does(settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = "/dev/full"
    old_offers()

    with pytest.raises(CommandError, match="/dev/full"):
        call_command("hilfe_retention")


@pytest.fixture
def journal(tmp_path, settings):
    path = tmp_path / "erasures.jsonl"
    path.touch()
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = str(path)
    return path


def line(offer_uuid, step="done"):
    return (
        f'\n{{"offer": "{offer_uuid}", "erased_at": "2022-03-04T13:00:00+01:00", '
        f'"cause": "request", "step": "{step}"}}'
    )


def after_restore(*args):
    call_command("hilfe_after_restore", "--taken-at", TAKEN_AT, *args)


def test_after_a_restore_it_stops_lists_and_says_what_is_next(journal, capsys):
    referral = make_referral(body=make_body("office"))
    make_delivery(referral=referral)
    make_delivery(state="delivered", delivered_at="2022-03-01T00:00Z")

    after_restore()

    out = capsys.readouterr().out
    assert OutboxStatus.objects.get().stopped_at
    assert "Messages flagged now: 1\n" in out
    row = ["forward", "ready", "2022-03-04", "12:00", "office"]
    assert [*out.split()].count(referral.offer.reference) == 1
    assert [referral.offer.reference, *row] in [
        line.split() for line in out.split("\n")
    ]
    assert "hilfe_resume" in out
    assert "Muster" not in out


def test_the_first_line_names_the_database(journal, capsys):
    after_restore()

    first = capsys.readouterr().out.splitlines()[0]
    name = connection.settings_dict["NAME"]
    assert first.startswith(f"Database: {name} ({connection.vendor}, on ")


def test_offers_whose_confirmation_may_be_lost_are_listed(journal, capsys):
    offer = make_offer(state="unconfirmed", confirmed_at=None)
    make_offer()

    after_restore()

    out = capsys.readouterr().out
    assert f"Offers that were not confirmed yet: 1\n  {offer.reference}\n" in out


def test_a_second_run_lists_the_same_and_flags_nothing(journal, capsys):
    make_delivery()
    after_restore()
    first = capsys.readouterr().out

    after_restore()

    assert capsys.readouterr().out == first.replace("now: 1", "now: 0")


def test_a_run_after_sending_was_resumed_does_not_call_it_stopped(journal, capsys):
    after_restore()
    assert "All sending is stopped." in capsys.readouterr().out
    OutboxStatus.objects.update(stopped_at=None)

    after_restore()

    out = capsys.readouterr().out
    assert "Sending is NOT stopped" in out
    assert "All sending is stopped" not in out


def test_erasures_are_repeated_and_unfinished_ones_are_named(journal, capsys):
    done, begun = make_offer(), make_offer()
    text = line(done.uuid) + line(begun.uuid, "begun") + line(uuid.uuid4())
    journal.write_text(text)

    after_restore()

    out = capsys.readouterr().out
    assert "Erasures in the journal: 3, repeated now: 2" in out
    assert f"{begun.reference}: erased now." in out
    assert done.reference not in out
    assert not HelpOffer.objects.filter(erased_at=None).exists()


def test_several_journals_can_be_given(tmp_path, journal):
    offers = [make_offer(), make_offer()]
    args = []
    for number, offer in enumerate(offers):
        path = tmp_path / f"machine{number}"
        path.write_text(line(offer.uuid))
        args += ["--journal", str(path)]

    after_restore(*args)

    assert not HelpOffer.objects.filter(erased_at=None).exists()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path, settings: path.unlink(), "No such file"),
        (lambda path, settings: path.write_text("torn"), "Damaged line"),
        (
            lambda path, settings: setattr(
                settings, "HILFE_UKRAINE_ERASURE_JOURNAL", ""
            ),
            "No journal",
        ),
    ],
    ids=["missing", "damaged", "none"],
)
def test_whatever_is_wrong_with_the_journal_all_is_stopped(
    journal, settings, spoil, words
):
    row = make_delivery()
    spoil(journal, settings)

    with pytest.raises(CommandError, match=words):
        after_restore()

    assert OutboxStatus.objects.get().stopped_at
    assert Delivery.objects.get(pk=row.pk).possible_duplicate


def test_a_restricted_offer_is_named(journal):
    offer = make_offer(restricted_at=timezone.now())
    journal.write_text(line(offer.uuid))

    with pytest.raises(CommandError, match=offer.reference):
        after_restore()


@pytest.mark.parametrize("taken_at", ["yesterday", "2922-03-04T12:00"])
def test_a_time_that_cannot_be_is_refused(taken_at):
    with pytest.raises(CommandError, match=r"is not a time|future"):
        call_command("hilfe_after_restore", "--taken-at", taken_at)

    assert not OutboxStatus.objects.filter(stopped_at__isnull=False).exists()

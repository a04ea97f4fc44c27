"""From one backup to the next: nothing is lost, and what goes out twice says so."""

import contextlib
import shutil
import sqlite3

from datetime import timedelta

import pytest

from django.core import mail
from django.db import connection, connections

from hilfe_ukraine.actions.after_restore import replay, stop_and_flag
from hilfe_ukraine.actions.confirm import confirm
from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.journal import read_journals
from hilfe_ukraine.actions.reroute_waiting import reroute_waiting
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_routing,
    make_rule,
)
from tests.views.failing_database import other_settings


RESTORED = NOW + timedelta(hours=5)
AFTER = NOW + timedelta(hours=6)


@contextlib.contextmanager
def backup(tmp_path):
    """Copy the whole database now; gives a function that goes on with the copy."""
    usual = connections["default"].settings_dict["NAME"]
    if connection.vendor == "sqlite":
        copy = str(tmp_path / "backup.sqlite3")
        with sqlite3.connect(usual) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        yield lambda: other_settings(NAME=shutil.copy(copy, tmp_path / "restored"))
        return
    copy = f"{usual}_backup"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        # Threads of tests before this one may have left a session open.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [usual],
        )
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{usual}"')
    try:
        yield lambda: other_settings(NAME=copy)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}"')


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_from_backup_to_backup_nothing_is_lost_and_repeats_say_so(
    file_database, tmp_path, settings
):
    path = tmp_path / "erasures.jsonl"
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = str(path)
    row, to_erase = make_delivery(), make_delivery()
    with backup(tmp_path) as restore:
        forward(row.uuid, now=NOW, clock=lambda: NOW)
        forward(to_erase.uuid, now=NOW, clock=lambda: NOW)
        erase_offer(offer=to_erase.offer, cause=ErasureCause.REQUEST, now=NOW)
        first, mail.outbox[:] = mail.outbox[0], []
        with restore():
            assert HelpOffer.objects.get(pk=to_erase.offer_id).contact
            assert stop_and_flag(taken_at=NOW, now=RESTORED) == 2
            replay(journal=read_journals([str(path)]), now=RESTORED)
            OutboxStatus.objects.update(stopped_at=None)
            happened = forward(row.uuid, now=AFTER, clock=lambda: AFTER)

            assert happened is Happened.DELIVERED
            (repeat,) = mail.outbox
            message_id = repeat.extra_headers["Message-ID"]
            assert message_id == first.extra_headers["Message-ID"]
            assert repeat.body != first.body  # it says that it may be a repeat
            erased = HelpOffer.objects.get(pk=to_erase.offer_id)
            assert (erased.contact, erased.erased_at) == ({}, RESTORED)
            (letter,) = Delivery.objects.filter(kind="erased")
            assert letter.possible_duplicate
            assert forward(to_erase.uuid, now=AFTER) is Happened.NOTHING


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_decided_after_the_backup_is_decided_again_and_says_so(
    file_database, tmp_path
):
    body, category = make_body(), make_category()
    unconfirmed = make_offer(
        category=category, state="unconfirmed", waiting_for="", confirmed_at=None
    )
    waiting = make_offer(category=category)

    def life_goes_on(now):
        make_rule(make_routing(), bodies=(body,))
        routing_changed()
        confirm(offer=unconfirmed, now=now)
        reroute_waiting(now=now)
        rows = Delivery.objects.filter(offer__in=[unconfirmed, waiting])
        return [row.possible_duplicate for row in rows]

    with backup(tmp_path) as restore:
        assert life_goes_on(NOW) == [False, False]
        with restore():
            stop_and_flag(taken_at=NOW, now=RESTORED)

            assert life_goes_on(AFTER) == [True, True]

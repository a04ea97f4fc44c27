"""``hilfe_pause`` and ``hilfe_resume``: the global stop from the command line."""

import pytest

from django.core.management import call_command

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.models import OutboxStatus
from tests.factories import NOW


pytestmark = pytest.mark.django_db


def test_the_commands_stop_and_go_on_and_say_whether_it_was_news(capsys):
    for command, words in [
        ("hilfe_resume", "It was not stopped."),
        ("hilfe_pause", "Stopped."),
        (
            "hilfe_pause",
            "It was stopped already, without a reason. Nothing was changed.",
        ),
        ("hilfe_resume", "Sending goes on."),
    ]:
        call_command(command)
        assert capsys.readouterr().out.strip() == words


def test_the_command_says_why_it_was_stopped_already(capsys):
    stop_sending(user=None, reason="Mail server moves", now=NOW)

    call_command("hilfe_pause", reason="Restored from a backup")

    assert "for this reason: Mail server moves" in capsys.readouterr().out
    assert OutboxStatus.the_one().reason == "Mail server moves"


def test_the_command_takes_a_reason():
    call_command("hilfe_pause", reason="Restored from a backup")

    status = OutboxStatus.objects.stopped().get()
    assert (status.reason, status.stopped_by) == ("Restored from a backup", None)

"""Reading mail that came back, from a pipe and from a mailbox."""

import io
import os
import subprocess
import sys

from types import SimpleNamespace

import pytest

from django.core.management import CommandError, call_command
from django.db import OperationalError

from hilfe_ukraine.delivery.bounce_address import envelope_sender
from hilfe_ukraine.domain.delivery_status import LONGEST
from hilfe_ukraine.models import Delivery
from tests.factories import make_delivery
from tests.returned_mail import notification, plain_mail, recipient


pytestmark = pytest.mark.django_db

States = Delivery.States


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "bounces@example.org"


@pytest.fixture
def row():
    return make_delivery(state=States.DELIVERED)


def about(row, *values):
    return notification(recipient(*values), to=envelope_sender(row.uuid))


def state_of(row):
    row.refresh_from_db()
    return row.state


class TestPipe:
    @pytest.fixture
    def pipe(self, monkeypatch, capsys):
        """Hand one mail over; returns exit code and output."""

        def pipe(raw):
            stream = io.BytesIO(raw)
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
            code = 0
            try:
                call_command("hilfe_bounces")
            except CommandError as error:
                code = error.returncode
            assert stream.read() == b""
            return code, capsys.readouterr().out.strip()

        return pipe

    def test_a_bounce_is_noted(self, pipe, row):
        assert pipe(about(row)) == (0, "1 bounced")
        assert state_of(row) == States.BOUNCED

    def test_the_same_one_again_does_nothing(self, pipe, row):
        pipe(about(row))

        assert pipe(about(row)) == (0, "1 known already")

    def test_a_delay_and_an_automatic_answer_change_nothing(self, pipe, row):
        assert pipe(about(row, "delayed", "4.4.1")) == (0, "1 delayed")
        away = plain_mail(To=envelope_sender(row.uuid), Auto_Submitted="auto-replied")
        assert pipe(away) == (0, "1 automatic answers")
        assert state_of(row) == States.DELIVERED

    @pytest.mark.parametrize("raw", [b"", plain_mail(), notification(recipient())])
    def test_what_is_not_understood_goes_back_to_the_mail_server(self, pipe, row, raw):
        assert pipe(raw) == (os.EX_DATAERR, "")

    def test_a_message_being_sent_is_tried_again_later(self, pipe):
        row = make_delivery(state=States.INFLIGHT)

        assert pipe(about(row)) == (os.EX_TEMPFAIL, "")

    def test_without_a_database_it_is_tried_again_later(self, pipe, row, monkeypatch):
        def fail(**_):
            raise OperationalError("server at amt@office.example is away")

        module = "hilfe_ukraine.management.returned_mail"
        monkeypatch.setattr(f"{module}.note_bounce", fail)

        assert pipe(about(row)) == (os.EX_TEMPFAIL, "")

    def test_a_huge_mail_is_taken_whole_and_read_in_front(self, pipe, row):
        assert pipe(about(row) + b"x" * 3 * LONGEST) == (0, "1 bounced")

    def test_the_mail_server_sees_the_exit_code(self, row):
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "HILFE_TEST_DB": "sqlite",
            "HILFE_TEST_SQLITE": "/nonexistent/db.sqlite3",
        }
        command = [sys.executable, "-m", "django", "hilfe_bounces"]

        def run(raw):
            done = subprocess.run(
                command, input=raw, env=env, capture_output=True, check=False
            )
            assert b"@" not in done.stdout + done.stderr
            return done.returncode

        assert run(about(row)) == os.EX_TEMPFAIL
        assert run(b"Subject: hello\n\n") == os.EX_DATAERR


class TestMaildir:
    @pytest.fixture
    def maildir(self, tmp_path):
        for name in ("tmp", "new", "cur"):
            (tmp_path / name).mkdir()
        return tmp_path

    def run(self, maildir, capsys):
        call_command("hilfe_bounces", maildir=maildir)
        return capsys.readouterr().out.splitlines()

    def test_what_is_done_is_put_away_and_the_rest_listed(self, maildir, row, capsys):
        other = make_delivery(state=States.DELIVERED)
        (maildir / "new" / "1.a").write_bytes(about(row))
        (maildir / "cur" / "2.b:2,S").write_bytes(about(other))
        (maildir / "cur" / "3.c:2,S").write_bytes(plain_mail("no such mailbox"))
        (maildir / "new" / "4.d").write_bytes(plain_mail(Precedence="auto_reply"))

        out = self.run(maildir, capsys)

        assert out == [
            "2 bounced, 1 automatic answers, 1 not understood",
            f"  {os.path.join('cur', '3.c:2,S')}",
        ]
        assert state_of(row) == state_of(other) == States.BOUNCED
        done = maildir / ".Handled" / "cur"
        assert sorted(file.name for file in done.iterdir()) == ["1.a", "2.b:2,S", "4.d"]
        assert [file.name for file in (maildir / "cur").iterdir()] == ["3.c:2,S"]
        assert list((maildir / "new").iterdir()) == []

    def test_a_second_run_has_nothing_to_do(self, maildir, row, capsys):
        (maildir / "new" / "1.a").write_bytes(about(row))
        self.run(maildir, capsys)

        assert self.run(maildir, capsys) == ["nothing to do"]

    def test_a_copy_of_the_same_is_known(self, maildir, row, capsys):
        (maildir / "new" / "1.a").write_bytes(about(row))
        (maildir / "new" / "2.a").write_bytes(about(row))

        assert self.run(maildir, capsys) == ["1 bounced, 1 known already"]

    def test_a_message_being_sent_stays_for_the_next_run(self, maildir, capsys):
        row = make_delivery(state=States.INFLIGHT)
        (maildir / "new" / "1.a").write_bytes(about(row))
        assert self.run(maildir, capsys) == ["1 to be read later"]

        Delivery.objects.filter(pk=row.pk).update(state=States.DELIVERED)

        assert self.run(maildir, capsys) == ["1 bounced"]

    def test_what_another_run_has_taken_is_no_error(
        self, maildir, row, capsys, monkeypatch
    ):
        (maildir / "new" / "1.a").write_bytes(about(row))
        module = "hilfe_ukraine.management.returned_mail"

        def vanish(file):
            file.unlink()
            raise FileNotFoundError(file)

        monkeypatch.setattr(f"{module}._beginning", vanish)

        assert self.run(maildir, capsys) == ["nothing to do"]

    def test_a_folder_that_is_no_mailbox_is_refused(self, tmp_path):
        with pytest.raises(CommandError) as caught:
            call_command("hilfe_bounces", maildir=tmp_path)
        assert caught.value.returncode == os.EX_NOINPUT

    def test_neither_output_nor_log_names_an_address(
        self, maildir, row, capsys, caplog
    ):
        caplog.set_level("DEBUG")
        (maildir / "new" / "1.a").write_bytes(about(row))
        (maildir / "new" / "2.a").write_bytes(about(row, "delayed", "4.4.1"))
        (maildir / "new" / "3.a").write_bytes(plain_mail())

        assert "@" not in "".join(self.run(maildir, capsys)) + caplog.text

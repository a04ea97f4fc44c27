"""The journal of erasures: whole lines, from many processes, before COMMIT."""

import json
import subprocess
import sys
import uuid

import pytest

from hilfe_ukraine.actions import journal
from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.journal import Step, read_journals
from hilfe_ukraine.domain.errors import JournalError
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import HelpOffer
from tests.database import everything_stored
from tests.factories import NOW, make_delivery, make_offer


pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    return tmp_path / "erasures.jsonl"


def erase(offer):
    return erase_offer(offer=offer, cause=ErasureCause.REQUEST, now=NOW)


def documents(path):
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def test_an_erasure_is_noted_before_and_after_commit(
    path, django_capture_on_commit_callbacks
):
    offer = make_offer()
    with django_capture_on_commit_callbacks(execute=True):
        erase(offer)
        begun = documents(path)

    line = {
        "offer": str(offer.uuid),
        "erased_at": NOW.isoformat(),
        "cause": "request",
        "step": "begun",
    }
    assert begun == [line]
    assert documents(path) == [line, {**line, "step": "done"}]
    assert oct(path.stat().st_mode)[-3:] == "600"


def test_without_the_setting_nothing_is_written(tmp_path):
    erase(make_offer())

    assert list(tmp_path.iterdir()) == []


def test_an_offer_that_was_erased_before_is_not_noted_again(path):
    offer = make_offer()
    erase(offer)
    before = path.read_text()

    assert not erase(offer)

    assert path.read_text() == before


def test_a_journal_that_cannot_be_written_stops_the_erasure(path, settings):
    row = make_delivery(state="delivered")
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = str(path / "no" / "folder")
    before = everything_stored()

    with pytest.raises(JournalError, match="No such file or directory"):
        erase(row.offer)

    assert everything_stored() == before


def test_a_full_disk_stops_the_erasure(settings):
    settings.HILFE_UKRAINE_ERASURE_JOURNAL = "/dev/full"
    offer = make_offer()

    with pytest.raises(JournalError, match="No space left"):
        erase(offer)

    assert HelpOffer.objects.get().contact


def test_an_erasure_stays_valid_if_only_its_end_cannot_be_noted(
    path, settings, caplog, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        erase(make_offer())
        settings.HILFE_UKRAINE_ERASURE_JOURNAL = "/dev/full"

    assert HelpOffer.objects.get().erased_at
    assert "is not noted" in caplog.text


def test_a_torn_line_spoils_no_other_and_is_named(path):
    first, second = uuid.uuid4(), uuid.uuid4()
    journal.begin(first, cause=ErasureCause.ENDED, now=NOW)
    with path.open("a") as file:
        file.write('\n{"offer": "1234')
    journal.finish(second, cause=ErasureCause.ENDED, now=NOW)

    found = read_journals([str(path)])

    assert found.steps == {first: Step.BEGUN, second: Step.DONE}
    assert found.damaged == [f"{path}:3"]


@pytest.mark.parametrize(
    "line", ["[]", "1", '{"offer": 1}', '{"offer": "x"}', "\x00", "{}"]
)
def test_lines_that_say_nothing_are_named(path, line):
    path.write_text(line)

    assert read_journals([str(path)]).damaged == [f"{path}:1"]


def test_what_is_done_stays_done_whatever_comes_after(path):
    offer = uuid.uuid4()
    for write in (journal.begin, journal.finish, journal.begin):
        write(offer, cause=ErasureCause.ENDED, now=NOW)

    assert read_journals([str(path)]).steps == {offer: Step.DONE}


def test_a_journal_that_is_not_there_is_an_error(path):
    with pytest.raises(JournalError, match="No such file"):
        read_journals([str(path)])


_WRITER = """
import sys, uuid, django
from datetime import datetime, timezone
from django.conf import settings
settings.configure(HILFE_UKRAINE_ERASURE_JOURNAL=sys.argv[1], INSTALLED_APPS=[])
from hilfe_ukraine.actions import journal
from hilfe_ukraine.domain.retention import ErasureCause
for _ in range(100):
    journal.begin(
        uuid.uuid4(), cause=ErasureCause.ENDED, now=datetime.now(timezone.utc)
    )
"""


def test_several_processes_write_whole_lines(path):
    """F28: web, workers and commands may all erase."""
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path)]) for _ in range(4)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4

    found = read_journals([str(path)])

    assert len(found.steps) == 400
    assert found.damaged == []

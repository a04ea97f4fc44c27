"""Notes about an offer: encrypted, and never in the log."""

import pytest

from django.db import connection
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.notes import add_note
from hilfe_ukraine.models import Note
from tests.factories import make_offer, make_user


pytestmark = pytest.mark.django_db


def test_a_note_is_kept_encrypted_and_logged_by_id(now):
    offer, author = make_offer(), make_user()
    note = add_note(offer=offer, author=author, text="  Ruft Montag an \n", now=now)
    assert Note.objects.get(pk=note.pk).text == "Ruft Montag an"
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM hilfe_ukraine_note")
        assert "Montag" not in cursor.fetchone()[0]
    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.note_added")
    assert entry.data == {"note": str(note.uuid)}
    assert entry.user == author


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_note_without_words_is_refused(now, text):
    with pytest.raises(ValueError, match="needs words"):
        add_note(offer=make_offer(), author=make_user(), text=text, now=now)
    assert not Note.objects.exists()

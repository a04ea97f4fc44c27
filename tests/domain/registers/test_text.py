"""Text comes out right whichever way it was saved, or is refused with its line."""

import pytest

from hilfe_ukraine.domain.errors import RegisterError
from tests.domain.registers.writers import text_of


CONTENT = "10\nGörlitz\nZwönitz\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_umlauts_are_read_in_the_usual_encodings(encoding):
    lines = list(text_of(CONTENT, encoding=encoding).lines())

    assert lines == [(1, "10"), (2, "Görlitz"), (3, "Zwönitz")]


def test_both_ends_of_lines_will_do():
    assert [line for _, line in text_of(b"a\r\nb\n").lines()] == ["a", "b"]


def test_the_first_line_is_known_before_the_others_are_read():
    text = text_of("key,name\n1,x\n", encoding="utf-8-sig")

    assert text.head == "key,name"
    assert [number for number, _ in text.lines()] == [1, 2]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        # Saved as UTF-8, read as Latin-1, saved as UTF-8 again.
        ("a\nGÃ¶rlitz\n".encode(), 2),
        ("Görlitz\n".encode("cp1252") + "Zwönitz\n".encode(), 2),
        ("Görlitz\n".encode() + "Zwönitz\n".encode("cp1252"), 2),
        (b"a\nb\n\x81\n", 3),
        (CONTENT.encode("utf-16"), 1),
        (CONTENT.encode("utf-16-le"), 1),
    ],
)
def test_anything_else_is_refused_with_its_line(content, line):
    with pytest.raises(RegisterError, match=rf"^file.txt, line {line}: "):
        list(text_of(content).lines())


def test_a_single_garbled_name_in_a_good_file_is_left_alone():
    assert len(list(text_of("Görlitz\nKÃ¶ln GmbH\n").lines())) == 2

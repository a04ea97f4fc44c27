"""Tables with a header: columns are found by their names, in any order."""

import csv

from collections.abc import Iterator, Sequence

from .text import RegisterText


def rows(text: RegisterText, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and the values of ``columns``, in that order.

    Commas, semicolons or tabs separate. Raises ``RegisterError`` if a column is
    missing, or a line has more or fewer values than the header (a file cut off).
    """
    lines = (line for _, line in text.lines())
    header = next(lines, "")
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    missing = [name for name in columns if name not in names]
    if missing:
        raise text.error(1, f"the column {missing[0]!r} is missing")
    places = [names.index(name) for name in columns]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for values in reader:
            if len(values) == len(names):
                yield reader.line_num + 1, [values[place] for place in places]
            elif values:
                message = f"{len(names)} values expected, {len(values)} found"
                raise text.error(reader.line_num + 1, f"{message} (is it cut off?)")
    except csv.Error as error:
        raise text.error(reader.line_num + 1, str(error)) from error

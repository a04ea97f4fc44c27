"""How much a table file may hold, and the error that says so."""

import zipfile

from io import BytesIO

from hilfe_ukraine.domain.errors import HilfeUkraineError
from hilfe_ukraine.domain.table.problems import Code, Problem


LARGEST_FILE = 5 * 1024 * 1024
#: What an archive may hold when unpacked: a bomb is small until it is opened.
LARGEST_CONTENT = 50 * 1024 * 1024
MOST_COLUMNS = 60
_MOST_PARTS = 200


class TableRefused(HilfeUkraineError, ValueError):
    """The file cannot be read as a table at all; ``problem`` says why."""

    def __init__(self, code: Code, where: str = "", **values: str) -> None:
        super().__init__(code.value)
        self.problem = Problem(where, code, tuple(values.items()))


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open a zip file; refuse one that is damaged, locked or unpacks to too much.

    The sizes an archive states are binding: nothing reads more of a part than it says.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        # The last one for a version of the format that nobody writes.
        raise TableRefused(Code.DAMAGED) from error
    size = sum(part.file_size for part in parts)
    if size > LARGEST_CONTENT or len(parts) > _MOST_PARTS:
        raise TableRefused(Code.TOO_BIG, most=str(LARGEST_CONTENT // 1024**2))
    if any(part.flag_bits & 1 for part in parts):
        raise TableRefused(Code.PROTECTED)
    try:
        broken = archive.testzip()
    except Exception as error:
        raise TableRefused(Code.DAMAGED) from error
    if broken:
        raise TableRefused(Code.DAMAGED)
    return archive

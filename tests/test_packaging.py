"""The wheel holds what the app needs to run, and nothing of its tests and demo."""

import subprocess
import sys
import zipfile

from pathlib import Path

import pytest

import hilfe_ukraine


ROOT = Path(__file__).parents[1]
PACKAGE = Path(hilfe_ukraine.__file__).parent
DATA = {".html", ".txt", ".csv", ".json", ".css", ".js", ".svg", ".po", ".mo", ".md"}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """Names of the files in a wheel built from a copy of the repository."""
    copy, wheels = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheels")
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in tracked.stdout.splitlines():
        source, target = ROOT / name, copy / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*command, "--wheel-dir", str(wheels), str(copy)], check=True)
    [wheel] = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_the_app_needs_and_no_other(names):
    needed = {
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*")
        if path.suffix in DATA | {".py"} or path.name == "py.typed"
    }

    assert needed <= names, sorted(needed - names)
    for folder in ("templates", "static", "data", "migrations", "pages/migrations"):
        assert any(name.startswith(f"hilfe_ukraine/{folder}/") for name in names)
    assert "hilfe_ukraine/py.typed" in names
    rooms = {name.split("/")[0] for name in names}
    assert {room for room in rooms if not room.endswith(".dist-info")} == {
        "hilfe_ukraine"
    }

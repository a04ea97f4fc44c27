"""Checks of how messages leave: times that fit together, TLS, where webhooks go."""

import re

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connections

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.bounce_address import LONGEST_NAME
from hilfe_ukraine.delivery.channels.guarded_http import parse_proxy
from hilfe_ukraine.delivery.channels.smtp_line import GOODBYE_SECONDS, SHARED_TIMEOUTS
from hilfe_ukraine.delivery.content import is_possible
from hilfe_ukraine.delivery.turns import AT_ONCE
from hilfe_ukraine.domain.addresses import parse_networks

from .tag import TAG


# All steps before the content, on a kept line and on the one in its place; then the
# content and its answer. The goodbye to a line has a time of its own.
_TIMEOUTS_IN_A_ROW = SHARED_TIMEOUTS + 2
# As SQLite reads it: by name or by number, with = or in brackets.
_LESS_THAN_FULL = re.compile(
    r"\bsynchronous\s*[=(]\s*(?:OFF|NORMAL|0|1)\b", re.IGNORECASE
)


@register(TAG)
def check_lease(**_: Any) -> list[CheckMessage]:
    """What takes longer than its lease is sent once more by somebody else."""
    mail = _TIMEOUTS_IN_A_ROW * conf.smtp_timeout_seconds + GOODBYE_SECONDS
    # A try begins while at least half of the lease is left.
    half = conf.lease.total_seconds() / 2
    return [
        Error(
            f"HILFE_UKRAINE_LEASE_SECONDS is too short for {what}.",
            hint=f"One may take {longest:.0f} seconds, and half of the lease must be "
            f"longer. Raise it, or lower {setting}.",
            id="hilfe_ukraine.E009",
        )
        for what, longest, setting in (
            ("its e-mail timeout", mail, "HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS"),
            ("a webhook", _webhook_seconds(), "HILFE_UKRAINE_WEBHOOK_SECONDS"),
        )
        if half < longest
    ]


@register(TAG)
def check_forward_threads(**_: Any) -> list[CheckMessage]:
    """One receiver may have so many at once; somebody must be left for the rest."""
    if conf.forward_threads > max(conf.webhook_parallel, AT_ONCE):
        return []
    return [
        Warning(
            "One slow receiver can take every thread of hilfe_forward --loop.",
            hint="Raise HILFE_UKRAINE_FORWARD_THREADS above "
            f"HILFE_UKRAINE_WEBHOOK_PARALLEL and above {AT_ONCE}, and with Celery give "
            "the worker as many processes: all other messages wait for that receiver "
            "meanwhile.",
            id="hilfe_ukraine.W007",
        )
    ]


@register(TAG)
def check_bounce_address(**_: Any) -> list[CheckMessage]:
    """With one that cannot be used, mail comes back to the sender people see."""
    name, _at, domain = conf.bounce_address.rpartition("@")
    if not conf.bounce_address or (domain and 0 < len(name) <= LONGEST_NAME):
        return []
    return [
        Warning(
            "HILFE_UKRAINE_BOUNCE_ADDRESS cannot be used.",
            hint="Write one address, without a name, and with at most "
            f'{LONGEST_NAME} characters before the "@": each mail adds its own there.',
            id="hilfe_ukraine.W005",
        )
    ]


@register(TAG)
def check_content_by_mail(**_: Any) -> list[CheckMessage]:
    """Offers in full must not travel readably."""
    if not conf.content_by_mail or is_possible():
        return []
    return [
        Error(
            "HILFE_UKRAINE_CONTENT_BY_MAIL is on, but mail does not go by TLS.",
            hint="Send by Django's SMTP backend, with EMAIL_USE_TLS or EMAIL_USE_SSL "
            "(in MAILERS: use_tls or use_ssl), or take the setting away. Until then "
            "mails hold a link only.",
            id="hilfe_ukraine.E018",
        )
    ]


@register(TAG)
def check_webhook_networks(**_: Any) -> list[CheckMessage]:
    """A network that cannot be read would stop every webhook."""
    try:
        parse_networks(conf.webhook_networks)
    except ValueError as error:
        return [
            Error(
                f"HILFE_UKRAINE_WEBHOOK_NETWORKS cannot be read: {error}",
                hint='Write networks as CIDR: ["10.20.0.0/16", "fd12:3456::/32"].',
                id="hilfe_ukraine.E014",
            )
        ]
    return []


@register(TAG)
def check_webhook_proxy(**_: Any) -> list[CheckMessage]:
    """A proxy that cannot be read would stop every webhook."""
    try:
        parse_proxy(conf.webhook_proxy)
    except ValueError:
        return [
            Error(
                "HILFE_UKRAINE_WEBHOOK_PROXY cannot be read.",
                hint="Write it as http://host:port, without user and password.",
                id="hilfe_ukraine.E015",
            )
        ]
    return []


@register(TAG)
def check_webhook_ca_file(**_: Any) -> list[CheckMessage]:
    """Without the file no connection is made, to the intranet or elsewhere."""
    if not conf.webhook_ca_file or Path(conf.webhook_ca_file).is_file():
        return []
    return [
        Error(
            "The file of HILFE_UKRAINE_WEBHOOK_CA_FILE does not exist.",
            hint="Name a file in PEM format that web and workers can read.",
            id="hilfe_ukraine.E016",
        )
    ]


@register(TAG)
def check_sqlite_transactions(**_: Any) -> list[CheckMessage]:
    """Two writers that begin as readers block each other, and one of them fails."""
    default = connections["default"]
    mode = str(default.settings_dict["OPTIONS"].get("transaction_mode") or "")
    if default.vendor != "sqlite" or mode.upper() == "IMMEDIATE":
        return []
    return [
        Warning(
            "SQLite begins its transactions without the write lock.",
            hint='Set "transaction_mode": "IMMEDIATE" in the OPTIONS of the database, '
            'and a "timeout" of 30 seconds, or offers are lost in a rush.',
            id="hilfe_ukraine.W001",
        )
    ]


@register(TAG)
def check_sqlite_synchronous(**_: Any) -> list[CheckMessage]:
    """An offer that was accepted must be on the disk when the power goes."""
    default = connections["default"]
    first = str(default.settings_dict["OPTIONS"].get("init_command") or "")
    if default.vendor != "sqlite" or not _LESS_THAN_FULL.search(first):
        return []
    return [
        Warning(
            "SQLite does not wait until an offer is on the disk.",
            hint='Ask for "PRAGMA synchronous=FULL;" in the "init_command" of the '
            "database (it is SQLite's default, too), or offers that were accepted may "
            "be gone after a power cut.",
            id="hilfe_ukraine.W009",
        )
    ]


def _webhook_seconds() -> float:
    # One clock runs over the whole request; closing it takes no time of note.
    return conf.webhook_seconds + 1

"""People who can log in to the demo, with passwords everybody may know.

This list is printed when the demo starts. Production settings create no users.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A demo user; ``groups`` are names of Wagtail's or the app's groups."""

    username: str
    password: str
    role: str
    name: tuple[str, str]
    groups: tuple[str, ...] = ()
    is_superuser: bool = False


ACCOUNTS = [
    Account(
        "technik",
        "demo-technik",
        "Technik (darf alles)",
        ("Toni", "Technik"),
        is_superuser=True,
    ),
    Account(
        "redaktion",
        "demo-redaktion",
        "Redaktion (Seiten)",
        ("Rike", "Redaktion"),
        groups=("Moderators",),
    ),
]


def load() -> None:
    """Create the accounts that are missing; changed passwords stay changed."""
    # Imported here because `run_demo.py` reads ACCOUNTS without Django.
    from django.contrib.auth import get_user_model

    existing = set(get_user_model().objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        if account.username not in existing:
            _create(account)


def _create(account: Account) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    user = get_user_model().objects.create_user(
        account.username,
        f"{account.username}@mitreden.example.org",
        account.password,
        first_name=account.name[0],
        last_name=account.name[1],
        is_superuser=account.is_superuser,
        is_staff=account.is_superuser,
    )
    # A missing group is an error of the demo and must be seen, not be passed over.
    user.groups.set([Group.objects.get(name=name) for name in account.groups])

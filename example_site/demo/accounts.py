"""People who can log in to the demo, with passwords everybody may know.

This list is printed when the demo starts. Production settings create no users.
"""

from dataclasses import dataclass


#: A group of its own: a grant limits a whole group, and others may have other regions.
GOERLITZ_EDITORS = "Regionalredaktion Landkreis Görlitz"
GOERLITZ = "14626"


@dataclass(frozen=True)
class Account:
    """A demo user; ``groups`` are names of Wagtail's or the app's groups.

    ``bodies`` are keys of the responsible bodies the person works for.
    """

    username: str
    password: str
    role: str
    name: tuple[str, str]
    groups: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
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
        "Redaktion (Seiten, Texte der Kategorien)",
        ("Rike", "Redaktion"),
        groups=("Moderators", "Hilfe Ukraine: Redaktion"),
    ),
    Account(
        "region",
        "demo-region",
        "Regionalredaktion (Zuordnung im Landkreis Görlitz)",
        ("Renate", "Region"),
        groups=(GOERLITZ_EDITORS,),
    ),
    Account(
        "leitung",
        "demo-leitung",
        "Administration (Zuordnung, Stellen, Angebote)",
        ("Levin", "Leitung"),
        groups=("Hilfe Ukraine: Administration",),
    ),
    Account(
        "stelle",
        "demo-stelle",
        "Stelle (Landratsamt Görlitz, Dolmetschpool)",
        ("Stella", "Stelle"),
        groups=("Hilfe Ukraine: Stelle",),
        bodies=("goerlitz", "language_pool"),
    ),
]


def load() -> None:
    """Create the accounts that are missing; changed passwords stay changed."""
    # Imported here because `run_demo.py` reads ACCOUNTS without Django.
    from django.contrib.auth import get_user_model

    _create_regional_group()
    existing = set(get_user_model().objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        if account.username not in existing:
            _create(account)


def _create_regional_group() -> None:
    """A copy of the role that ships with the app, limited to one district."""
    from django.contrib.auth.models import Group

    from hilfe_ukraine.actions.roles import REGIONAL_EDITOR
    from hilfe_ukraine.models import Region, RegionGrant

    group, is_new = Group.objects.get_or_create(name=GOERLITZ_EDITORS)
    if is_new:
        role = Group.objects.get(name=REGIONAL_EDITOR)
        group.permissions.set(role.permissions.all())
        RegionGrant.objects.create(group=group, region=Region.objects.get(key=GOERLITZ))


def _create(account: Account) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from hilfe_ukraine.models import BodyMember, ResponsibleBody

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
    for key in account.bodies:
        body = ResponsibleBody.objects.get(key=key)
        BodyMember.objects.create(body=body, user=user)

"""Make the groups for the roles of this app."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hilfe_ukraine.actions.roles import ROLES, create_roles


class Command(BaseCommand):
    """Prints each role and whether it is new; may be run as often as one likes."""

    help = "Makes the groups for all roles, with their permissions."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            created = create_roles()
        except LookupError as error:
            raise CommandError(str(error)) from error
        for name in ROLES:
            self.stdout.write(f"{name}: {'new' if name in created else 'there'}")

"""Saving a responsible body: an address that is right again gets what was held."""

from typing import Any

from django.utils import timezone

from hilfe_ukraine.actions.trust import address_is_right_again

from .snippet_views import EditChangesRouting


class BodyEditView(EditChangesRouting):
    """Edit view of bodies."""

    def save_instance(self) -> Any:
        instance = super().save_instance()
        # In the same transaction; it looks itself whether there is anything to do.
        address_is_right_again(
            body=instance, now=timezone.now(), user=self.request.user
        )
        return instance

"""Sets the traps of a process, makes its timetables quick, and shifts its clock.

``messages_per_line``: so many go over one line to the relay before it says QUIT.
"""

from datetime import timedelta

from django.apps import AppConfig

from . import orders


class InsideConfig(AppConfig):
    """Last in INSTALLED_APPS: everything it takes hold of is there."""

    name = "tests.faults.harness.inside"
    label = "hilfe_faults_inside"

    def ready(self) -> None:
        from hilfe_ukraine.delivery.channels import smtp_kept

        from . import bad_channels, clock, haste, names, traps

        ordered = orders()
        haste.make_haste(ordered.get("haste", 120))
        smtp_kept.MOST_MESSAGES = ordered.get(
            "messages_per_line", smtp_kept.MOST_MESSAGES
        )
        bad_channels.register()
        names.know_them()
        traps.lay(ordered.get("traps", {}))
        clock.shift(timedelta(seconds=ordered.get("clock_shift", 0)))

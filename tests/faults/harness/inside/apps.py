"""Sets the traps of a process, makes its timetables quick, and shifts its clock."""

from datetime import timedelta

from django.apps import AppConfig

from . import orders


class InsideConfig(AppConfig):
    """Last in INSTALLED_APPS: everything it takes hold of is there."""

    name = "tests.faults.harness.inside"
    label = "hilfe_faults_inside"

    def ready(self) -> None:
        from . import bad_channels, clock, haste, names, traps

        ordered = orders()
        haste.make_haste(ordered.get("haste", 120))
        bad_channels.register()
        names.know_them()
        traps.lay(ordered.get("traps", {}))
        clock.shift(timedelta(seconds=ordered.get("clock_shift", 0)))

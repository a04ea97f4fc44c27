"""The official register of Saxony, as it ships with the app."""

from django.utils import timezone

from hilfe_ukraine.actions.regions.import_regions import import_regions, read_shipped


def load() -> None:
    """Bring the register up to date; cheap when it is."""
    import_regions(region_set=read_shipped("saxony"), today=timezone.localdate())

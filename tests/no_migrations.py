"""Tables straight from the models, where their history is not the subject."""


class NoMigrations(dict):
    """For ``MIGRATION_MODULES``: no app has any."""

    def __contains__(self, label: object) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None

"""A try to send a message, as the mail server answered it."""

from hilfe_ukraine.models import Attempt
from tests.factories import NOW


def make_attempt(delivery, **values):
    defaults = {
        "lease_no": 1,
        "started_at": NOW,
        "outcome": Attempt.Outcomes.PERMANENT,
        "code": "smtp 550",
        "address": "amt@example.org",
        "content": "the secret letter",
    }
    return Attempt.objects.create(delivery=delivery, **{**defaults, **values})

"""What tests of the actions read back."""

from wagtail.models import ModelLogEntry

from hilfe_ukraine.models import HelpOffer


def contact_state(row):
    row.body.refresh_from_db()
    return row.body.contact_state


def states():
    return list(HelpOffer.objects.order_by("pk").values_list("state", "waiting_for"))


def log_of(body):
    rows = ModelLogEntry.objects.for_instance(body).order_by("pk")
    return [row.action.removeprefix("hilfe_ukraine.") for row in rows]

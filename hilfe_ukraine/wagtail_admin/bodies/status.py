"""The state of a body, and what was changed of it, in words."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.models import ResponsibleBody


_States = ResponsibleBody.ContactStates


def body_status(body: ResponsibleBody) -> str:
    """Return for example "paused until 4 March 2022"; a pause says more than a state.

    Retired and in doubt come first: they outlast a pause.
    """
    is_usable = body.contact_state in (_States.UNCONFIRMED, _States.CONFIRMED)
    until = body.paused_until
    if until and is_usable and body.is_paused(local_date(timezone.now())):
        return _("paused until %(day)s") % {"day": date_format(until)}
    return str(body.get_contact_state_display())


def is_in_use(body: ResponsibleBody) -> bool:
    """Whether the body takes offers today and its address is confirmed."""
    is_paused = body.is_paused(local_date(timezone.now()))
    return body.contact_state == _States.CONFIRMED and not is_paused


def changed_in_words(names: str) -> str:
    """Return the labels of fields, for example "e-mail, deputy"."""
    known = {field.name: field for field in ResponsibleBody._meta.fields}
    labels = [
        str(known[name].verbose_name) for name in names.split(",") if name in known
    ]
    return ", ".join(labels)

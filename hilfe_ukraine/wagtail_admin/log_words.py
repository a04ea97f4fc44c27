"""Words for what the admin writes into Wagtail's log."""

from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.actions.notes import NOTE_ADDED
from hilfe_ukraine.actions.openings import EXPORTED, OFFER_OPENED


#: Action to label and message, as in ``actions.log``.
ADMIN_LOG_ACTIONS = {
    NOTE_ADDED: (_("Add a note"), _("Note added")),
    OFFER_OPENED: (_("Open offer"), _("Offer opened in the admin")),
    EXPORTED: (_("Export"), _("Register exported as a file")),
}

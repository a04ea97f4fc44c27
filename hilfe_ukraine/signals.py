"""Signals for the host site. The app's own flow does not use them.

All are sent after COMMIT with ``sender`` the model class and ids only.
"""

from django.dispatch import Signal


#: ``offer_uuid``: an offer was accepted and stored.
offer_accepted = Signal()
#: ``delivery_uuid``: a message was handed over to the channel.
delivery_succeeded = Signal()
#: ``delivery_uuid``: a message was given up; it stands on the work list.
delivery_failed = Signal()

"""The outcome of a try by webhook in words, for whoever looks for the cause."""

from django.utils.translation import gettext as _


def outcome_in_words(code: str) -> str:
    """Return what ``Delivery.last_code`` of a webhook means; "" for no code."""
    step, _separator, _error = code.partition(":")
    words = {
        "": "",
        "address": _(
            "The address may not be used. Perhaps it leads into a closed network."
        ),
        "trust": _("The file with certificate authorities cannot be read."),
        "lookup": _("The name of the server was not found."),
        "connect": _("No connection could be made to the server."),
        "tls": _("The certificate of the server could not be verified."),
        "write": _("The connection broke off while the message was sent."),
        "answer": _("The server took the message and did not answer in time."),
        "410": _("The server says that this address is gone for good."),
        "429": _("The server asks for fewer messages."),
    }
    if step in words:
        return words[step]
    if step.isdigit() and step.startswith("2"):
        return _("The server took the message.")
    if step.isdigit() and step.startswith("3"):
        return _("The server points to another address. Enter that one here.")
    if step.isdigit():
        return _("The server answered with the error %(code)s.") % {"code": step}
    return code

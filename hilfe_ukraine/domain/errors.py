"""The errors that callers may catch and turn into words."""


class HilfeUkraineError(Exception):
    """Root of every error this app raises on purpose."""


class InvalidPostcode(HilfeUkraineError, ValueError):
    """The text is not a German postcode: five digits are expected."""


class UnknownRegion(HilfeUkraineError, LookupError):
    """The postcode or region key is not in the register that was imported."""


class ForeignMunicipality(HilfeUkraineError, ValueError):
    """The municipality exists, but does not belong to the postcode."""


class ForbiddenTransition(HilfeUkraineError, ValueError):
    """The state does not allow this step."""


#: Code of a message that nobody needs any more: there is no work left for people.
ENDED = "ended"


class Unsendable(HilfeUkraineError):
    """This message can never be sent as it is. ``args[0]`` is a short code."""


class RegisterError(HilfeUkraineError, ValueError):
    """A register file is damaged; the message names file and line."""


class RestrictedOffer(HilfeUkraineError, ValueError):
    """The use of this offer is restricted, and that stops its erasure, too."""


class JournalError(HilfeUkraineError, OSError):
    """The journal of erasures cannot be written or read; the message names the file."""


class SuspiciousRegister(RegisterError):
    """A register takes so much away that it was probably cut off."""

"""Checks of postcodes, keys and states that all formats share."""

from hilfe_ukraine.domain.regions import Level, level_of

from .text import RegisterText


_POSTCODE_LENGTH = 5

#: Official key of a state -> its ISO 3166-2 code without "DE-", and its name.
STATES = {
    "01": ("SH", "Schleswig-Holstein"),
    "02": ("HH", "Hamburg"),
    "03": ("NI", "Niedersachsen"),
    "04": ("HB", "Bremen"),
    "05": ("NW", "Nordrhein-Westfalen"),
    "06": ("HE", "Hessen"),
    "07": ("RP", "Rheinland-Pfalz"),
    "08": ("BW", "Baden-Württemberg"),
    "09": ("BY", "Bayern"),
    "10": ("SL", "Saarland"),
    "11": ("BE", "Berlin"),
    "12": ("BB", "Brandenburg"),
    "13": ("MV", "Mecklenburg-Vorpommern"),
    "14": ("SN", "Sachsen"),
    "15": ("ST", "Sachsen-Anhalt"),
    "16": ("TH", "Thüringen"),
}


def checked_postcode(text: RegisterText, line: int, postcode: str) -> str:
    """Return the postcode; raises ``RegisterError`` unless it has five digits."""
    if len(postcode) != _POSTCODE_LENGTH or not _is_number(postcode):
        raise text.error(line, f"{postcode!r} is not a postcode of five digits")
    return postcode


def checked_key(text: RegisterText, line: int, key: str, level: Level) -> str:
    """Return the key; raises ``RegisterError`` unless it is one of this level."""
    try:
        found = level_of(key)
    except ValueError as error:
        raise text.error(line, str(error)) from error
    if found != level:
        raise text.error(line, f"{key} is the key of a {found}, not of a {level}")
    if key[:2] not in STATES:
        raise text.error(line, f"{key}: there is no state {key[:2]}")
    return key


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()

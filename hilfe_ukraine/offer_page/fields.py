"""Names of the form's own fields, which no editor's question may take.

An editor's question called "Postcode" would silently replace the fixed field of that
name, since Wagtail derives field names from labels.
"""

CATEGORY = "category"
POSTCODE = "postcode"
MUNICIPALITY = "municipality"
STATEWIDE = "statewide"
#: Prefix of facts in addresses and forms: ``fact-dwelling=house``.
FACT_PREFIX = "fact-"

TOKEN = "token"  # noqa: S105 - a field name
SEEN = "seen"

STEP_ONE_NAMES = frozenset({CATEGORY, POSTCODE, MUNICIPALITY, STATEWIDE})
CONTACT_NAMES = (
    "helper",
    "organisation",
    "name",
    "email",
    "phone",
    "street",
    "city",
)
DETAIL_NAMES = ("available_from", "stay_days", "quantity", "details")
RESERVED_NAMES = frozenset(
    {
        *STEP_ONE_NAMES,
        *CONTACT_NAMES,
        *DETAIL_NAMES,
        TOKEN,
        SEEN,
        "captcha",
        "captcha_0",
        "captcha_1",
        "privacy",
        "submit_time",
        # What a German label of a fixed field becomes as a field name.
        "art_der_hilfe",
        "postleitzahl",
        "plz",
        "gemeinde",
        "e_mail",
        "e_mail_adresse",
        "telefon",
        "telefonnummer",
        "strasse",
        "datenschutz",
    }
)

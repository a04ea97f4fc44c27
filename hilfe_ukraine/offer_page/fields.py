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

#: In the address of step one: what is there is to be changed, not to be decided.
CHANGE = "change"
#: Names of what was asked between the steps; what is open now was left out then.
ASKED = "asked"
#: Prefix of facts that did not decide and are asked for in step two only.
DETAIL_PREFIX = "detail-"
#: Prefix of the editor's questions in forms, which no fixed field can have.
QUESTION_PREFIX = "question-"

#: Which languages the helper speaks. Not called so, since an editor may ask that, too.
SPOKEN = "spoken"

CAPTCHA = "captcha"
PRIVACY = "privacy"
TOKEN = "token"  # noqa: S105 - a field name
SEEN = "seen"
#: The page's language travels along: without the database nobody else knows it.
LANGUAGE = "language"
#: Says that this form has passed the test against automatic entries.
PASSED = "passed"
#: A field that people do not see and robots fill in.
TRAP = "homepage"
#: The token that stands for the contact data of an earlier offer.
AGAIN = "again"
#: The button for another picture.
OTHER_DIGITS = "other_digits"
#: The button that shows the form in another language, with all that was typed.
OTHER_LANGUAGE = "other_language"

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
DETAIL_NAMES = ("available_from", "available_until", SPOKEN, "details")
RESERVED_NAMES = frozenset(
    {
        *STEP_ONE_NAMES,
        *CONTACT_NAMES,
        *DETAIL_NAMES,
        "stay_days",
        "quantity",
        CHANGE,
        ASKED,
        TOKEN,
        SEEN,
        LANGUAGE,
        PASSED,
        TRAP,
        AGAIN,
        OTHER_DIGITS,
        OTHER_LANGUAGE,
        CAPTCHA,
        "captcha_0",
        "captcha_1",
        PRIVACY,
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
        "straxdfe",  # Straße, as Wagtail spells it
        "datenschutz",
    }
)

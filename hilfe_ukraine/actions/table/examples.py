"""Rows that show how the table is filled in."""

from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.facts import STAY_DAYS, Condition, Operator
from hilfe_ukraine.domain.table.known import Known
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow


_DISTRICT_DIGITS = 5
_MONTH = 30


def example_bodies() -> list[BodyRow]:
    """An office and an aid organisation; addresses nobody owns."""
    return [
        BodyRow(
            key="example_office",
            name=_("Example: District office"),
            kind="district",
            email="office@example.org",
            phone="01234 5678",
        ),
        BodyRow(
            key="example_aid",
            name=_("Example: Aid organisation"),
            kind="organisation",
            email="aid@example.org",
            deputy="example_office",
            reaction_days=2,
        ),
    ]


def example_rules(known: Known) -> list[RuleRow]:
    """Three rules of the first district: a redirect, an organisation, all the rest."""
    districts = (key for key in known.regions if len(key) == _DISTRICT_DIGITS)
    region = next(districts, "")
    stays = [
        key for key, questions in known.categories.items() if STAY_DAYS in questions
    ]
    rules = [
        RuleRow(
            region=region,
            outcome="forward",
            title=_("Example: one kind of help to the aid organisation"),
            categories=tuple(sorted(known.categories)[:1]),
            bodies=("example_aid",),
        ),
        RuleRow(
            region=region,
            outcome="forward",
            title=_("Example: everything else to the office"),
            bodies=("example_office",),
        ),
    ]
    if stays:
        short = RuleRow(
            region=region,
            outcome="redirect",
            title=_("Example: short stays to another site"),
            categories=(stays[0],),
            conditions=(Condition(STAY_DAYS, Operator.AT_MOST, (_MONTH,)),),
            texts=(
                (
                    conf.default_language,
                    _("Please offer short stays at example.org."),
                ),
            ),
        )
        rules.insert(0, short)
    return rules

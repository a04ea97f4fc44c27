"""Rules as tests write them, and what they decide."""

from datetime import date, timedelta

from hilfe_ukraine.domain.bodies import Body
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Outcome, Rule, Rules, decide


TODAY = date(2022, 3, 4)
DAY = timedelta(days=1)
STATE, DISTRICT, TOWN = "14", "14626", "14626110"
OTHER_TOWN, OTHER_DISTRICT = "14626120", "14625"

HOUSE_OR_FLAT = Question("dwelling", ("house", "flat", "bed"))
STAY = Question("stay_days")
QUESTIONS = {"dwelling": HOUSE_OR_FLAT, "stay_days": STAY}


def rule(uuid, *bodies, region=DISTRICT, outcome=Outcome.FORWARD, **values):
    return Rule(uuid, region, outcome, bodies=bodies, **values)


def rules_of(*rules, bodies=(), fallback=None):
    by_region = {}
    for each in rules:
        by_region.setdefault(each.region, []).append(each)
    named = {key for each in rules for key in each.bodies}
    if fallback:
        named.update(fallback.bodies)
    known = {key: Body(key) for key in named} | {body.key: body for body in bodies}
    return Rules(by_region, known, fallback)


def ask(rules, *, place=(TOWN,), category="housing", facts=None, questions=QUESTIONS):
    return decide(Place(place), category, facts or {}, questions, rules, TODAY)


def is_(fact, *values):
    return Condition(fact, Operator.IS, values)


def at_least(fact, number):
    return Condition(fact, Operator.AT_LEAST, (number,))


def at_most(fact, number):
    return Condition(fact, Operator.AT_MOST, (number,))

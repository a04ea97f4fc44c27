"""What is stored. Rules of the field are in ``domain``, what happens in ``actions``."""

from .bodies import BodyMember, ResponsibleBody
from .categories import Category, CategoryQuestion, CategoryQuestionText, CategoryText
from .deliveries import Attempt, Delivery
from .localized import LocalizedText, in_language
from .offers import Decision, HelpOffer, LegalText, Note
from .referrals import Answer, Referral
from .regions import PostcodeArea, Region, RegionGrant
from .rights import Right
from .routing import (
    RegionRouting,
    RoutingRule,
    RoutingVersion,
    RuleCondition,
    RuleText,
)


__all__ = [
    "Answer",
    "Attempt",
    "BodyMember",
    "Category",
    "CategoryQuestion",
    "CategoryQuestionText",
    "CategoryText",
    "Decision",
    "Delivery",
    "HelpOffer",
    "LegalText",
    "LocalizedText",
    "Note",
    "PostcodeArea",
    "Referral",
    "Region",
    "RegionGrant",
    "RegionRouting",
    "ResponsibleBody",
    "Right",
    "RoutingRule",
    "RoutingVersion",
    "RuleCondition",
    "RuleText",
    "in_language",
]

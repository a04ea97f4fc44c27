"""What is stored. Rules of the field are in ``domain``, what happens in ``actions``."""

from .bodies import BodyMember, ResponsibleBody
from .body_notes import BodyNote
from .carriers import RELAY, Breaker, OutboxStatus
from .categories import Category, CategoryQuestion, CategoryQuestionText, CategoryText
from .decisions import Decision, Note
from .deliveries import Attempt, Delivery
from .legal_texts import LegalText
from .localized import LocalizedText, Words, in_language, words_of
from .offers import HelpOffer
from .referrals import Answer, Referral, bodies_with
from .regions import PostcodeArea, Region, RegionGrant
from .rights import Right
from .routing import (
    RegionRouting,
    RoutingRule,
    RoutingVersion,
    RuleCondition,
    RuleText,
)
from .routing_sets import RoutingSet, RoutingSetItem, RoutingUpload
from .webhooks import Webhook
from .withdraw_reasons import WithdrawReason


__all__ = [
    "RELAY",
    "Answer",
    "Attempt",
    "BodyMember",
    "BodyNote",
    "Breaker",
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
    "OutboxStatus",
    "PostcodeArea",
    "Referral",
    "Region",
    "RegionGrant",
    "RegionRouting",
    "ResponsibleBody",
    "Right",
    "RoutingRule",
    "RoutingSet",
    "RoutingSetItem",
    "RoutingUpload",
    "RoutingVersion",
    "RuleCondition",
    "RuleText",
    "Webhook",
    "WithdrawReason",
    "Words",
    "bodies_with",
    "in_language",
    "words_of",
]

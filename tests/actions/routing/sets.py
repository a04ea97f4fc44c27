"""Routing published as a set, and what is live then."""

from hilfe_ukraine.actions.routing.publish_set import publish_set
from hilfe_ukraine.models import RegionRouting, RoutingRule, RoutingSet
from tests.factories import NOW


def rule_for(body, **values):
    rule = RoutingRule(sort_order=0, title=f"To {body.key}", **values)
    rule.bodies = [body]
    return rule


def publish(*routings, user=None, **values):
    return publish_set(
        routings=routings,
        source=RoutingSet.Sources.TABLE,
        user=user,
        now=NOW,
        **values,
    )


def titles(key):
    routing = RegionRouting.objects.get(region__key=key, live=True)
    return [rule.title for rule in routing.rules.all()]


def load(routing):
    return RegionRouting.objects.select_related("region").get(pk=routing.pk)

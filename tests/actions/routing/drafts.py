"""Routing as it is drafted: rules in memory, and a revision of them."""

from hilfe_ukraine.models import (
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RuleCondition,
)


def save_draft(routing: RegionRouting, *rules: RoutingRule) -> RegionRouting:
    """Save a revision of the routing with these rules, and publish nothing."""
    row = RegionRouting.objects.get(pk=routing.pk)
    draft = row.get_latest_revision_as_object()
    for place, rule in enumerate(rules):
        rule.sort_order = place
    draft.rules = rules
    draft.save_revision()
    routing.refresh_from_db()
    return routing


def a_rule(*bodies: ResponsibleBody, **values) -> RoutingRule:
    """A rule in memory only."""
    many = {name: values.pop(name, ()) for name in ("categories", "conditions")}
    rule = RoutingRule(**values)
    rule.bodies = bodies
    rule.categories = many["categories"]
    rule.conditions = [
        RuleCondition(fact=fact, operator=operator, value=value)
        for fact, operator, value in many["conditions"]
    ]
    return rule

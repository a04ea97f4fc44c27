"""The routing as it would be: today's table with drafts in place of what is published.

Nothing here is stored or kept; whoever asks gets a table of his own. Drafts are
compiled by the same functions as what is published, so that both decide alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model
from wagtail.models import Locale

from hilfe_ukraine.actions.routing_table import (
    RoutingTable,
    compile_bodies,
    compile_rules,
    titles_of,
)
from hilfe_ukraine.domain.routing import Rule
from hilfe_ukraine.models import RegionRouting, ResponsibleBody, RoutingRule


def table_with(
    live: RoutingTable,
    routings: Iterable[RegionRouting],
    *,
    bodies: Iterable[ResponsibleBody] = (),
) -> RoutingTable:
    """Return ``live`` as if these routings were published and these bodies saved.

    All of it may be unsaved: a routing replaces the rules of its region (no rules: none
    are left there), a body the one with its key, or it is added. ``version`` stays that
    of ``live``, which itself is not changed. Reads no database where ``routings`` come
    from :func:`latest_drafts` or carry their rows; else what they have to load.
    """
    routings = list(routings)
    by_region = dict(live.by_region)
    for routing in routings:
        _put(routing, by_region, live.today_keys)
    rows = {**live.body_rows, **{body.key: body for body in bodies}}
    return replace(
        live,
        by_region=by_region,
        bodies=compile_bodies(rows.values(), live.today_keys),
        body_rows=rows,
        rule_titles={**live.rule_titles, **titles_of(routings)},
    )


def _put(
    routing: RegionRouting,
    by_region: dict[str, tuple[Rule, ...]],
    today_keys: Mapping[str, str],
) -> None:
    """Replace the rules of one region; those it took over stay after its own."""
    region = routing.region.key
    key = today_keys.get(region, region)
    others = (rule for rule in by_region.get(key, ()) if rule.region != region)
    # The order of the compiled table: stable, so that rules stay from the top.
    rules = sorted(
        (*others, *compile_rules(routing)),
        key=lambda rule: (rule.region in today_keys, rule.region),
    )
    by_region[key] = tuple(rules)


def latest_drafts(
    live: RoutingTable, keys: Iterable[str] | None = None
) -> list[RegionRouting]:
    """Return the routings that differ from what is published, as they were drafted.

    Of all regions, or of those with these ``keys``. Two statements however many drafts
    and rules there are: categories and bodies are those of ``live``, and one that is
    gone since is left out. The rows are unsaved; do not save them.
    """
    routings = RegionRouting.objects.filter(has_unpublished_changes=True)
    if keys is not None:
        routings = routings.filter(region__key__in=list(keys))
    rows = list(routings.select_related("region", "latest_revision"))
    locales = {locale.pk: locale for locale in Locale.objects.all()} if rows else {}
    return [_drafted(row, live, locales) for row in rows if row.latest_revision]


def _drafted(
    row: RegionRouting, live: RoutingTable, locales: Mapping[int, Locale]
) -> RegionRouting:
    """Return the routing of the latest revision.

    Wagtail's ``as_object`` would ask the database for every relation of every rule.
    """
    rules = row.latest_revision.content.get("rules", [])
    draft = RegionRouting(
        pk=row.pk,
        uuid=row.uuid,
        region=row.region,
        # As in the compiled table: rules that stay as they are must be equal to theirs.
        live_revision_id=row.live_revision_id,
    )
    draft.rules = [_rule(content, live, locales) for content in rules]
    return draft


def _rule(
    content: dict[str, Any], live: RoutingTable, locales: Mapping[int, Locale]
) -> RoutingRule:
    many: dict[str, Mapping[str, Model]] = {
        "categories": live.categories,
        "bodies": live.body_rows,
    }
    own = {name: value for name, value in content.items() if name not in many}
    rule = RoutingRule.from_serializable_data(own, check_fks=False)
    for name, rows in many.items():
        chosen = set(content.get(name, ()))
        setattr(rule, name, [row for row in rows.values() if row.pk in chosen])
    texts = [text for text in rule.texts.all() if text.locale_id in locales]
    for text in texts:
        text.locale = locales[text.locale_id]
    rule.texts = texts
    return rule

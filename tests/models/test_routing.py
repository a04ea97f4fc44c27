"""Publishing a routing: all of its rules go live together, or none."""

from datetime import timedelta

import pytest

from django.core.management import call_command
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.signals import unpublished

from hilfe_ukraine.models import RegionRouting, RoutingRule, RoutingVersion
from tests.factories import make_routing, make_rule


pytestmark = pytest.mark.django_db


class _DatabaseGone(Exception):
    pass


@pytest.fixture
def routing():
    """Published with two rules, and a draft that words both anew."""
    routing = make_routing()
    for number in (1, 2):
        make_rule(routing, title=f"Rule {number}")
    draft = RegionRouting.objects.get(pk=routing.pk)
    draft.rules = list(draft.rules.all())
    for rule in draft.rules.all():
        rule.title += ", anew"
    draft.save_revision()
    return draft


def titles():
    return list(RoutingRule.objects.order_by("pk").values_list("title", flat=True))


@pytest.fixture
def failing_at_the_second_rule():
    def fail(instance, **_kwargs):
        if instance.title == "Rule 2, anew":
            raise _DatabaseGone

    post_save.connect(fail, sender=RoutingRule)
    yield
    post_save.disconnect(fail, sender=RoutingRule)


@pytest.fixture
def failing_after_unpublishing():
    def fail(**_kwargs):
        raise _DatabaseGone

    unpublished.connect(fail)
    yield
    unpublished.disconnect(fail)


def schedule(routing):
    revision = routing.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
    revision.save()


def test_scheduled_publishing_lets_all_rules_go_live(routing):
    schedule(routing)
    before = RoutingVersion.current()

    call_command("publish_scheduled")

    assert titles() == ["Rule 1, anew", "Rule 2, anew"]
    assert RoutingVersion.current() == before + 1


@pytest.mark.usefixtures("failing_at_the_second_rule")
def test_scheduled_publishing_that_fails_leaves_what_was_live(routing):
    schedule(routing)
    before = RoutingVersion.current()

    with pytest.raises(_DatabaseGone):
        call_command("publish_scheduled")

    assert titles() == ["Rule 1", "Rule 2"]
    assert RoutingVersion.current() == before


@pytest.mark.usefixtures("failing_after_unpublishing")
def test_an_expiry_that_fails_leaves_what_was_live(routing):
    RegionRouting.objects.update(expire_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(_DatabaseGone):
        call_command("publish_scheduled")

    assert RegionRouting.objects.get().live

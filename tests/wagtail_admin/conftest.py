"""People of every role, and their browsers."""

import pytest

from django.contrib.auth.models import Group
from django.test import Client
from wagtail.users.models import UserProfile

from hilfe_ukraine.actions.roles import ADMINISTRATOR, REGIONAL_EDITOR, create_roles
from hilfe_ukraine.models import CategoryQuestion, RegionGrant
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.wagtail_admin.matrix.districts import BAUTZEN, GOERLITZ, LEIPZIG
from tests.wagtail_admin.read import access_admin


@pytest.fixture
def roles(db):
    create_roles()


@pytest.fixture
def person(roles):
    """Make a user with a role: ``person(ADMINISTRATOR)``; more groups are possible."""

    def make(*group_names, **values):
        user = make_user(**values)
        user.groups.set(Group.objects.filter(name__in=group_names))
        return user

    return make


@pytest.fixture
def browser():
    """Log a user in: ``browser(user)`` gives his client, with the admin in English."""

    def log_in(user):
        UserProfile.objects.update_or_create(
            user=user, defaults={"preferred_language": "en"}
        )
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def superuser(db, browser):
    return browser(make_user(is_superuser=True))


@pytest.fixture
def districts(db):
    """Three districts of Saxony in the register."""
    for key in (BAUTZEN, GOERLITZ, LEIPZIG):
        make_region(key)


@pytest.fixture
def administrator(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def regional(person, browser):
    """A regional editor for Görlitz."""
    group = Group.objects.get(name=REGIONAL_EDITOR)
    RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
    return browser(person(REGIONAL_EDITOR))


@pytest.fixture
def allowed(browser):
    """Log somebody in without a role: ``allowed("view_region")`` gives his client."""

    def log_in(*permissions):
        user = make_user(*permissions)
        user.user_permissions.add(access_admin())
        return browser(user)

    return log_in


@pytest.fixture
def watcher(allowed):
    """May see messages and do nothing to them."""
    return allowed("view_delivery", "view_helpoffer")


@pytest.fixture
def two_rules():
    """Görlitz has two rules and Bautzen none."""
    office = make_body("office")
    make_category("housing")
    make_region("14625")
    routing = make_routing("14626")
    make_rule(routing, title="First", bodies=(office,))
    make_rule(routing, title="Second", outcome="keep", text="Danke")


@pytest.fixture
def housing_with_questions():
    """Housing that asks for the dwelling and for how long."""
    category = make_category("housing", title="Wohnraum", asks_period=True)
    CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="house\nflat\nroom\nbed"
    )
    return category

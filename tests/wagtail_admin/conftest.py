"""People of every role, and their browsers."""

import pytest

from django.contrib.auth.models import Group
from django.test import Client
from wagtail.users.models import UserProfile

from hilfe_ukraine.actions.roles import create_roles
from tests.factories import make_user


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

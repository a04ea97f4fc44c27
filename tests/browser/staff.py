"""Who works in the admin."""

from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from hilfe_ukraine.actions.roles import ADMINISTRATOR, create_roles
from tests.factories import make_user


def make_administrator(language=""):
    """A user of that role, who may have chosen a language for the admin."""
    create_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    if language:
        UserProfile.objects.create(user=user, preferred_language=language)
    return user

"""How a body is retired in the browser, and another one named in its place."""

from django.contrib.auth.models import Permission
from django.urls import reverse

from hilfe_ukraine.actions.roles import REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting
from tests.factories import make_region, make_routing, make_rule


def published(region, *bodies):
    routing = make_routing(region)
    make_rule(routing, bodies=bodies, title="Wohnraum")
    routing = RegionRouting.objects.get(pk=routing.pk)
    routing.save_revision().publish()
    return RegionRouting.objects.get(pk=routing.pk)


def address(body):
    return reverse("hilfe_ukraine_body_replace", args=[body.uuid])


def replace(browser, old, new, note="Aufgelöst, Brief vom 1. März"):
    data = {"by": new.pk if new else "", "note": note}
    return browser.post(address(old), data, follow=True)


def limited(person, browser):
    """An administrator of bodies whose routing is limited to Görlitz."""
    user = person(REGIONAL_EDITOR)
    RegionGrant.objects.create(group=user.groups.get(), region=make_region("14626"))
    codes = ["change_responsiblebody"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return browser(user)

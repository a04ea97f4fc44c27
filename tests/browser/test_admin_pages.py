"""The app's pages in the admin: nothing axe finds against WCAG 2.2 AA."""

import itertools

import pytest

from django.test import Client
from wagtail.users.models import UserProfile

from hilfe_ukraine.actions.roles import create_roles
from tests.browser.findings import WCAG
from tests.browser.portal import LANGUAGES
from tests.factories import (
    make_body,
    make_delivery,
    make_referral,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

SNIPPETS = "/admin/snippets/hilfe_ukraine/"
OURS = "/admin/hilfe-ukraine/"
#: Name in the table, and address; ``{routing}`` and the like are filled in.
PAGES = {
    "admin: start page": "/admin/",
    "admin: page editor with the HTML to copy": "/admin/pages/{page}/edit/",
    "admin: routings": f"{SNIPPETS}regionrouting/",
    "admin: a routing": f"{SNIPPETS}regionrouting/edit/{{routing}}/",
    "admin: bodies": f"{SNIPPETS}responsiblebody/",
    "admin: a body": f"{SNIPPETS}responsiblebody/edit/{{body}}/",
    "admin: categories": f"{SNIPPETS}category/",
    "admin: regions": f"{SNIPPETS}region/",
    "admin: matrix": f"{OURS}matrix/",
    "admin: table": f"{OURS}table/",
    "admin: try routing": f"{OURS}try/?category=housing&postcode=02826",
    "admin: coverage": "/admin/reports/hilfe-ukraine-coverage/",
    "admin: what is stuck": f"{OURS}stuck/",
    "admin: inbox": f"{OURS}inbox/",
    "admin: offers": f"{OURS}offers/",
    "admin: deliveries": f"{OURS}deliveries/",
}
WAYS = [
    pytest.param(
        language,
        width,
        marks=[] if (language, width) == ("de", 1280) else [pytest.mark.browser_long],
    )
    for language, width in itertools.product(LANGUAGES, (1280, 320))
]


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_every_page_of_the_admin(site, browser, live_server, look, language, width):
    body = make_body("office", name="Landratsamt")
    routing = make_routing("14626")
    make_rule(routing, bodies=(body,), title="Everything")
    make_delivery(referral=make_referral(body=body), state="dead")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=live_server.url
    )
    context.set_default_timeout(60_000)
    context.add_cookies([_signed_in(language, live_server.url, body)])
    window = context.new_page()
    keys = {"page": site.pk, "routing": routing.pk, "body": body.pk}
    found = []
    for name, address in PAGES.items():
        answer = window.goto(address.format(**keys))
        assert answer.ok, address
        try:
            look(window, name, WCAG)
        except AssertionError as error:
            # All of them are looked at: one finding must not hide the next.
            found.append(str(error))
    context.close()
    assert found == [], "\n".join(found)


def _signed_in(language, url, body):
    create_roles()
    user = make_user(is_superuser=True, staff_of=body)
    UserProfile.objects.create(user=user, preferred_language=language)
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}

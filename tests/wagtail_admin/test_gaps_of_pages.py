"""A page that leaves gaps says so when it is published, and goes live all the same."""

from datetime import timedelta

import pytest

from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Category, ResponsibleBody
from tests.factories import make_body, make_routing, make_rule, make_user


pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/hilfe-ukraine-coverage/"


@pytest.fixture
def editor(browser):
    """May publish every page, and configure routing."""
    return browser(make_user(is_superuser=True))


def publish(client, page, **values):
    """Post the page's form as the editor does; returns what he is told."""
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "intro": rich_text(""),
            "legal_basis": page.legal_basis,
            "captcha": page.captcha,
            "controller": "Amt",
            "recipients": "Ämter",
            "data_protection_officer": "Beauftragte",
            "privacy_text": rich_text("<p>Wir brauchen Ihre Angaben.</p>"),
            "thank_you_text": rich_text(""),
            "other_help": rich_text(""),
            "questions": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    data["categories"] = list(Category.objects.values_list("pk", flat=True))
    data["owning_office"] = page.owning_office_id
    data.update(values)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(address, data)
    assert response.status_code == 302, response.context["form"].errors
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


def test_gaps_are_counted_named_and_lead_to_the_report(editor, offer_page):
    told = publish(editor, offer_page)

    assert "“Hilfe anbieten” leaves 9 gaps: nobody would get these offers." in told
    assert "<li>Region 14: Übersetzen</li><li>Region 14626: Wohnraum</li>" in told
    assert "<li>and more.</li>" in told
    assert f'href="{REPORT}"' in told
    assert f'href="{reverse("hilfe_matrix:index")}"' in told
    assert Page.objects.get(pk=offer_page.pk).specific.fallback_body is None


def test_a_page_with_a_fallback_body_leaves_none(editor, offer_page):
    assert "gap" not in publish(
        editor, offer_page, fallback_body=offer_page.fallback_body_id
    )


def test_a_fallback_body_that_takes_nothing_is_none(editor, offer_page):
    ResponsibleBody.objects.update(contact_state="retired")
    routing_changed()

    told = publish(editor, offer_page, fallback_body=offer_page.fallback_body_id)
    assert "leaves 9 gaps" in told


def test_rules_for_everything_leave_none(editor, offer_page):
    make_rule(make_routing("14"), bodies=(make_body(),))
    routing_changed()

    assert "gap" not in publish(editor, offer_page)


def test_titles_are_shown_as_text(editor, offer_page):
    told = publish(editor, offer_page, title="<b>Hilfe</b>")

    assert "“&lt;b&gt;Hilfe&lt;/b&gt;” leaves 9 gaps" in told


def test_who_may_not_see_the_report_gets_no_link(browser, offer_page):
    from django.contrib.auth.models import Permission
    from wagtail.models import GroupPagePermission

    from hilfe_ukraine.actions.roles import EDITOR, create_roles

    create_roles()
    user = make_user()
    group = user.groups.model.objects.get(name=EDITOR)
    user.groups.add(group)
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.objects.get(depth=1),
            permission=Permission.objects.get(codename=codename),
        )

    told = publish(browser(user), offer_page)
    assert "leaves 9 gaps" in told
    assert REPORT not in told


def test_other_pages_say_nothing(editor, offer_page):
    root = offer_page.get_parent()
    address = reverse("wagtailadmin_pages:edit", args=[root.pk])
    data = {"title": root.title, "slug": root.slug, "action-publish": "1"}
    data |= nested_form_data({"comments": inline_formset([])})
    response = editor.post(address, data)

    assert response.status_code == 302
    told = [str(each) for each in get_messages(response.wsgi_request)]
    assert not any("gap" in each for each in told)


def test_publishing_on_schedule_works_without_anybody_to_tell(offer_page):
    offer_page.fallback_body = None
    offer_page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = offer_page.save_revision(approved_go_live_at=timezone.now())
    revision.publish()
    type(revision).objects.update(approved_go_live_at=timezone.now())

    call_command("publish_scheduled")

    assert Page.objects.get(pk=offer_page.pk).live

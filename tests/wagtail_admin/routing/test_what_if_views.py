"""“What would change?”: reached from the routing, for those who may change it."""

from datetime import timedelta

import pytest

from django.core.cache import cache
from django.utils import timezone

from hilfe_ukraine.actions.roles import ADMINISTRATOR, EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Category, RegionGrant, RegionRouting
from tests.actions.routing.drafts import a_rule, save_draft
from tests.factories import make_body, make_offer, make_region, make_routing, make_rule
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def routing(offer_page) -> RegionRouting:
    """Görlitz: published is the old office, drafted the new one; one offer waits."""
    routing = make_routing()
    make_rule(routing, bodies=(make_body("old", name="Altes Amt"),))
    housing = Category.objects.get(key="housing")
    make_offer(category=housing, submitted_at=timezone.now() - timedelta(days=1))
    save_draft(routing, a_rule(make_body("new", name="Neues Amt")))
    routing_changed()
    return routing


def page(client, routing, **query) -> str:
    response = client.get(url("regionrouting", "what_if", routing.pk), query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_how_many_would_move_and_from_whom_to_whom(superuser, routing):
    shown = page(superuser, routing)

    assert "<strong>4</strong> of 4 would be decided differently" in shown
    assert "<strong>1</strong> of the 1 offers" in shown
    assert shown.index("Altes Amt") < shown.index("Neues Amt")
    assert "02826 Wohnraum" in shown
    assert "Nothing that a body already has is moved" in shown
    assert "1 of them still waits" in shown


def test_who_may_not_see_offers_sees_counts_and_no_reference(person, browser, routing):
    from hilfe_ukraine.models import HelpOffer

    reference = HelpOffer.objects.get().reference
    assert reference in page(browser(person(ADMINISTRATOR)), routing)

    shown = page(browser(person(REGIONAL_EDITOR)), routing)
    assert reference not in shown
    assert "<strong>1</strong> of the 1 offers" in shown


def test_the_day_is_chosen_in_the_address(superuser, routing):
    later = timezone.localdate() + timedelta(days=30)
    save_draft(
        routing,
        a_rule(make_body("late"), valid_from=later),
        *RegionRouting.objects.get().rules.all(),
    )

    assert "<strong>0</strong> of 4" in page(superuser, routing)
    assert "<strong>4</strong> of 4" in page(superuser, routing, date=later)


def test_a_date_that_is_none_is_complained_about(superuser, routing):
    shown = page(superuser, routing, date="tomorrow")

    assert "Enter a valid date." in shown
    assert "would be decided differently" not in shown


def test_without_a_draft_it_says_so(superuser, routing):
    routing.latest_revision.publish()

    assert "There is no draft" in page(superuser, routing)


def test_looking_changes_nothing(superuser, routing):
    before = RegionRouting.objects.values().get(), routing.revisions.count()
    page(superuser, routing)

    assert before == (RegionRouting.objects.values().get(), routing.revisions.count())
    address = url("regionrouting", "what_if", routing.pk)
    assert superuser.post(address).status_code == 405


class TestWhoMay:
    def test_a_regional_editor_only_within_his_reach(self, person, browser, routing):
        user = person(REGIONAL_EDITOR)
        grant = RegionGrant.objects.create(
            group=user.groups.get(), region=make_region("14713")
        )
        address = url("regionrouting", "what_if", routing.pk)
        response = browser(user).get(address)
        assert response.status_code == 302
        grant.region = make_region("14")
        grant.save()
        assert browser(user).get(address).status_code == 200

    def test_nobody_without_the_right_to_change_routing(self, person, browser, routing):
        response = browser(person(EDITOR)).get(
            url("regionrouting", "what_if", routing.pk)
        )
        assert response.status_code == 302

    def test_one_that_does_not_exist_is_not_found(self, superuser, routing):
        address = url("regionrouting", "what_if", 10_000)
        assert superuser.get(address).status_code == 404


class TestTheWayThere:
    def test_leads_from_the_edit_page_and_from_the_list(self, superuser, routing):
        address = url("regionrouting", "what_if", routing.pk)
        for name, args in (("edit", [routing.pk]), ("list", [])):
            shown = superuser.get(url("regionrouting", name, *args)).content.decode()
            assert address in shown, name

    def test_is_not_in_the_list_where_nothing_is_drafted(self, superuser, routing):
        routing.latest_revision.publish()

        shown = superuser.get(url("regionrouting", "list")).content.decode()
        assert url("regionrouting", "what_if", routing.pk) not in shown


def test_the_number_of_statements_does_not_grow_with_the_offers(
    superuser, routing, django_assert_max_num_queries
):
    housing = Category.objects.get(key="housing")
    page(superuser, routing)
    for _ in range(5):
        make_offer(category=housing, submitted_at=timezone.now())
    cache.clear()

    with django_assert_max_num_queries(30):
        page(superuser, routing)


def test_it_says_why_a_rule_of_the_draft_changes_nothing(superuser, routing):
    office = make_body("third", name="Drittes Amt")
    housing = Category.objects.get(key="housing")
    late = a_rule(office, title="Zu spät", categories=[housing])
    save_draft(routing, a_rule(office, title="Alles"), late)

    shown = page(superuser, routing)

    assert "Rule 2, “Zu spät”" in shown
    assert "it can never match" in shown

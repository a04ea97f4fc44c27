"""Routing as a table in the admin: what each step does."""

from datetime import timedelta

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hilfe_ukraine.actions.roles import ADMINISTRATOR, HOTLINE
from hilfe_ukraine.actions.table.uploads import forget_old_uploads
from hilfe_ukraine.models import (
    RegionRouting,
    ResponsibleBody,
    RoutingSet,
    RoutingUpload,
)
from tests.actions.routing.sets import titles
from tests.actions.table.tables import grow, rule
from tests.factories import make_rule, make_user
from tests.wagtail_admin.table.steps import download, publish, table, upload, url


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]


def test_a_table_is_checked_then_published_then_taken_back(administrator):
    check = upload(administrator, table(grow))
    page = administrator.get(check).content.decode()
    assert "First, renamed" in page
    assert "1 rule taken away" in page
    assert titles("14626") == ["First", "Second"]

    done = publish(administrator, check)

    assert "The table is published: 2 regions have changed." in done.content.decode()
    assert titles("14626") == ["First, renamed"]
    assert not RoutingUpload.objects.exists()
    routing_set = RoutingSet.objects.get()
    assert routing_set.created_by_id == int(administrator.session["_auth_user_id"])
    question = administrator.get(url("revert", routing_set.uuid))
    assert "had no rules before" in question.content.decode()
    assert titles("14626") == ["First, renamed"]

    assert "New bodies (1)" in question.content.decode()

    done = administrator.post(url("revert", routing_set.uuid), follow=True)

    assert "1 new body stays" in done.content.decode()
    assert titles("14626") == ["First", "Second"]
    assert "taken back on" in administrator.get(url("index")).content.decode()


def test_problems_are_shown_with_their_cells_and_cannot_be_published(administrator):
    def break_it(workbook):
        workbook["Rules"].append(rule("99", "<b>Nowhere</b>"))

    check = upload(administrator, table(break_it))
    page = administrator.get(check)

    assert "Rules!A4" in page.content.decode()
    assert "no region with the official key “99”" in page.content.decode()
    assert 'name="expected"' not in page.content.decode()
    administrator.post(check, {"expected": page.context["expected"]})
    assert not RoutingSet.objects.exists()


def test_a_file_that_is_no_table_has_no_cells_to_correct(administrator):
    check = upload(administrator, b"Dear office, here are our rules.")
    page = administrator.get(check).content.decode()

    assert "This file cannot be read" in page
    assert "Correct the cells" not in page
    assert "Publish all of this" not in page


@pytest.mark.parametrize(("key", "hint"), [("14522999", False), ("145229", True)])
def test_how_long_a_key_is_hears_only_who_got_that_wrong(administrator, key, hint):
    def break_it(workbook):
        workbook["Rules"].append(rule(key, "Nowhere"))

    page = administrator.get(upload(administrator, table(break_it))).content.decode()

    assert f"no region with the official key “{key}”." in page
    assert ("2, 5 or 8 digits" in page) == hint


def test_a_table_that_changes_nothing_says_so(administrator):
    check = upload(administrator, table())

    assert "nothing would change" in administrator.get(check).content.decode()


def test_what_is_not_a_table_is_told_on_the_check_sheet(administrator):
    check = upload(administrator, b"hello", "letter.docx")

    assert "This is not a table." in administrator.get(check).content.decode()


def test_nothing_empty_and_nothing_huge_is_taken(administrator, monkeypatch):
    monkeypatch.setattr("hilfe_ukraine.wagtail_admin.table.views.LARGEST_FILE", 10)
    for content in (b"", b"x" * 11):
        file = SimpleUploadedFile("table.xlsx", content)
        response = administrator.post(url("index"), {"file": file})
        assert response.context["form"].errors["file"]
    assert administrator.post(url("index"), {}).context["form"].errors["file"]


def test_what_changed_since_the_check_is_shown_first(administrator):
    check = upload(administrator, table(grow))
    expected = administrator.get(check).context["expected"]
    make_rule(RegionRouting.objects.get(), title="Third", outcome="keep", text="x")

    page = administrator.post(check, {"expected": expected})

    assert "somebody has changed something" in page.content.decode()
    assert "2 rules taken away" in page.content.decode()
    assert not RoutingSet.objects.exists()


def test_without_what_was_shown_nothing_is_published(administrator):
    check = upload(administrator, table(grow))

    administrator.post(check)

    assert not RoutingSet.objects.exists()


def test_an_upload_belongs_to_its_user_and_ends_after_a_day(administrator, superuser):
    check = upload(administrator, table(grow))
    assert superuser.get(check).url == url("index")

    late = timezone.now() - timedelta(days=1, minutes=1)
    RoutingUpload.objects.update(uploaded_at=late)

    assert administrator.get(check).url == url("index")
    assert administrator.post(check).url == url("index")
    assert forget_old_uploads(now=timezone.now()) == 1
    assert not RoutingUpload.objects.exists()


def test_a_second_upload_replaces_the_first(administrator):
    upload(administrator, table())
    upload(administrator, table(grow))

    assert RoutingUpload.objects.count() == 1


def test_posts_need_the_token(administrator, two_rules, person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person(ADMINISTRATOR))

    assert client.post(url("index")).status_code == 403


def test_if_somebody_changed_a_region_since_it_is_named(administrator):
    publish(administrator, upload(administrator, table(grow)))
    routing = RegionRouting.objects.get(region__key="14626")
    routing.save_revision().publish()

    page = administrator.post(url("revert", RoutingSet.objects.get().uuid), follow=True)

    words = page.content.decode()
    assert "Nothing was taken back." in words
    assert "Region 14626: Somebody has changed this routing" in words
    assert titles("14625") == ["New"]


def test_the_downloads_are_tables(administrator):
    assert download(administrator).sheetnames == ["Bodies", "Rules", "Texts", "Keys"]
    assert download(administrator, "template").sheetnames[1] == "Rules"
    response = administrator.get(url("download", "zip"))
    assert response["Content-Disposition"].endswith('.zip"')
    assert administrator.get(url("download", "exe")).status_code == 404


def test_the_list_of_sets_costs_the_same_however_long(
    administrator, django_assert_max_num_queries
):
    user = make_user()
    for number in range(25):
        row = RoutingSet.objects.create(
            source="table", created_at=timezone.now(), created_by=user
        )
        for region in ("14625", "14626"):
            row.items.create(key=region, before={"number": number})
    administrator.get(url("index"))

    with django_assert_max_num_queries(30):
        page = administrator.get(url("index"))

    assert len(page.context["sets"]) == 20
    assert len(administrator.get(url("index") + "?p=2").context["sets"]) == 5


def test_the_menu_has_the_page_for_those_who_may_use_it(administrator, person, browser):
    assert url("index") in administrator.get("/admin/").content.decode()
    hotline = browser(person(HOTLINE))
    assert url("index") not in hotline.get("/admin/").content.decode()


def test_a_body_whose_address_changes_is_not_confirmed_any_more(administrator):
    publish(administrator, upload(administrator, table(grow)))

    assert ResponsibleBody.objects.get(key="office").contact_state == "unconfirmed"

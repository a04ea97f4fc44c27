"""Routing as a table in the admin: who may use it, and what each step does."""

from datetime import timedelta
from io import BytesIO

import pytest

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from hilfe_ukraine.actions.roles import (
    ADMINISTRATOR,
    BODY_STAFF,
    EDITOR,
    FIGURES_ONLY,
    HOTLINE,
    REGIONAL_EDITOR,
)
from hilfe_ukraine.actions.table_uploads import forget_old_uploads
from hilfe_ukraine.models import (
    RegionGrant,
    RegionRouting,
    ResponsibleBody,
    RoutingSet,
    RoutingUpload,
)
from tests.actions.test_routing_set import titles
from tests.actions.test_table_files import saved
from tests.actions.test_table_import import grow, rule
from tests.actions.test_table_round_trip import exported
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    office = make_body("office")
    make_category("housing")
    make_region("14625")
    routing = make_routing("14626")
    make_rule(routing, title="First", bodies=(office,))
    make_rule(routing, title="Second", outcome="keep", text="Danke")


@pytest.fixture
def admin(site, person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def regional(site, person, browser):
    """An editor of 14626 and nothing else."""
    group = Group.objects.get(name=REGIONAL_EDITOR)
    RegionGrant.objects.create(group=group, region=make_region("14626"))
    return browser(person(REGIONAL_EDITOR))


def url(name, *args):
    return reverse(f"hilfe_table:{name}", args=args)


def table(change=lambda workbook: None):
    workbook = load_workbook(BytesIO(exported(language="en")))
    change(workbook)
    return saved(workbook)


def upload(client, content, name="table.xlsx"):
    """Upload a file and return the address of its check sheet."""
    file = SimpleUploadedFile(name, content)
    response = client.post(url("index"), {"file": file})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def publish(client, address):
    expected = client.get(address).context["expected"]
    return client.post(address, {"expected": expected}, follow=True)


def download(client, name="download", form="xlsx"):
    response = client.get(url(name, form))
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("role", [EDITOR, HOTLINE, BODY_STAFF, FIGURES_ONLY])
def test_nobody_else_gets_in(site, person, browser, admin, role):
    check = upload(admin, table(grow))
    publish(admin, check)
    client = browser(person(role))
    addresses = [
        url("index"),
        url("download", "xlsx"),
        url("template", "xlsx"),
        check,
        url("revert", RoutingSet.objects.get().uuid),
    ]

    for address in addresses:
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in (302, 405)
            assert response.status_code == 405 or response.url == "/admin/"


def test_a_table_is_checked_then_published_then_taken_back(admin):
    check = upload(admin, table(grow))
    page = admin.get(check).content.decode()
    assert "First, renamed" in page
    assert "1 rule taken away" in page
    assert titles("14626") == ["First", "Second"]

    done = publish(admin, check)

    assert "The table is published: 2 regions have changed." in done.content.decode()
    assert titles("14626") == ["First, renamed"]
    assert not RoutingUpload.objects.exists()
    routing_set = RoutingSet.objects.get()
    assert routing_set.created_by_id == int(admin.session["_auth_user_id"])
    question = admin.get(url("revert", routing_set.uuid))
    assert "had no rules before" in question.content.decode()
    assert titles("14626") == ["First, renamed"]

    admin.post(url("revert", routing_set.uuid))

    assert titles("14626") == ["First", "Second"]
    assert "taken back on" in admin.get(url("index")).content.decode()


def test_problems_are_shown_with_their_cells_and_cannot_be_published(admin):
    def break_it(workbook):
        workbook["Rules"].append(rule("99", "<b>Nowhere</b>"))

    check = upload(admin, table(break_it))
    page = admin.get(check)

    assert "Rules!A4" in page.content.decode()
    assert "no region with the official key “99”" in page.content.decode()
    assert 'name="expected"' not in page.content.decode()
    admin.post(check, {"expected": page.context["expected"]})
    assert not RoutingSet.objects.exists()


def test_a_table_that_changes_nothing_says_so(admin):
    check = upload(admin, table())

    assert "nothing would change" in admin.get(check).content.decode()


def test_what_is_not_a_table_is_told_on_the_check_sheet(admin):
    check = upload(admin, b"hello", "letter.docx")

    assert "This is not a table." in admin.get(check).content.decode()


def test_nothing_empty_and_nothing_huge_is_taken(admin, monkeypatch):
    monkeypatch.setattr("hilfe_ukraine.wagtail_admin.table_views.LARGEST_FILE", 10)
    for content in (b"", b"x" * 11):
        file = SimpleUploadedFile("table.xlsx", content)
        response = admin.post(url("index"), {"file": file})
        assert response.context["form"].errors["file"]
    assert admin.post(url("index"), {}).context["form"].errors["file"]


def test_what_changed_since_the_check_is_shown_first(admin):
    check = upload(admin, table(grow))
    expected = admin.get(check).context["expected"]
    make_rule(RegionRouting.objects.get(), title="Third", outcome="keep", text="x")

    page = admin.post(check, {"expected": expected})

    assert "somebody has changed something" in page.content.decode()
    assert "2 rules taken away" in page.content.decode()
    assert not RoutingSet.objects.exists()


def test_without_what_was_shown_nothing_is_published(admin):
    check = upload(admin, table(grow))

    admin.post(check)

    assert not RoutingSet.objects.exists()


def test_an_upload_belongs_to_its_user_and_ends_after_a_day(admin, superuser):
    check = upload(admin, table(grow))
    assert superuser.get(check).url == url("index")

    late = timezone.now() - timedelta(days=1, minutes=1)
    RoutingUpload.objects.update(uploaded_at=late)

    assert admin.get(check).url == url("index")
    assert admin.post(check).url == url("index")
    assert forget_old_uploads(now=timezone.now()) == 1
    assert not RoutingUpload.objects.exists()


def test_a_second_upload_replaces_the_first(admin):
    upload(admin, table())
    upload(admin, table(grow))

    assert RoutingUpload.objects.count() == 1


def test_posts_need_the_token(admin, site, person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person(ADMINISTRATOR))

    assert client.post(url("index")).status_code == 403


def test_a_regional_editor_gets_the_rules_of_his_region_only(regional):
    make_rule(make_routing("14625"), title="Elsewhere", outcome="keep", text="x")

    workbook = download(regional)

    columns = [row[2] for row in workbook["Rules"].values]
    assert columns == ["Rule", "First", "Second"]
    assert list(workbook["Bodies"].values)[1:] == []
    assert ("Body", "office", "Office office") in list(workbook["Keys"].values)


def test_a_regional_editor_changes_his_region(regional):
    def rename(workbook):
        workbook["Rules"]["C2"] = "Renamed"

    publish(regional, upload(regional, table(rename)))

    assert titles("14626") == ["Renamed", "Second"]


def test_a_regional_editor_cannot_change_anything_else(regional):
    check = upload(regional, table(grow))

    page = regional.get(check)
    response = regional.post(check, {"expected": page.context["expected"]})

    words = page.content.decode()
    assert "You may not change the routing of Region 14625" in words
    assert "You may not add or change bodies" in words
    assert response.status_code == 200
    assert not RoutingSet.objects.exists()


def test_rights_are_asked_again_when_it_is_published(regional):
    def rename(workbook):
        workbook["Rules"]["C2"] = "Renamed"

    check = upload(regional, table(rename))
    expected = regional.get(check).context["expected"]
    RegionGrant.objects.update(region=make_region("14625"))

    regional.post(check, {"expected": expected})

    assert titles("14626") == ["First", "Second"]


def test_a_set_with_another_region_cannot_be_taken_back_by_a_regional_editor(
    admin, regional
):
    publish(admin, upload(admin, table(grow)))
    routing_set = RoutingSet.objects.get()
    assert "Take back …" not in regional.get(url("index")).content.decode()

    for method in (regional.get, regional.post):
        assert method(url("revert", routing_set.uuid)).status_code == 302
    assert titles("14625") == ["New"]


def test_a_set_of_other_regions_is_not_shown_to_a_regional_editor(admin, regional):
    RegionGrant.objects.update(region=make_region("13"))
    publish(admin, upload(admin, table(grow)))

    assert not regional.get(url("index")).context["sets"]
    revert = url("revert", RoutingSet.objects.get().uuid)
    assert regional.get(revert).status_code == 404


def test_if_somebody_changed_a_region_since_it_is_named(admin):
    publish(admin, upload(admin, table(grow)))
    routing = RegionRouting.objects.get(region__key="14626")
    routing.save_revision().publish()

    page = admin.post(url("revert", RoutingSet.objects.get().uuid), follow=True)

    words = page.content.decode()
    assert "Nothing was taken back." in words
    assert "Region 14626: Somebody has changed this routing" in words
    assert titles("14625") == ["New"]


def test_the_downloads_are_tables(admin):
    assert download(admin).sheetnames == ["Bodies", "Rules", "Texts", "Keys"]
    assert download(admin, "template").sheetnames[1] == "Rules"
    response = admin.get(url("download", "zip"))
    assert response["Content-Disposition"].endswith('.zip"')
    assert admin.get(url("download", "exe")).status_code == 404


def test_the_list_of_sets_costs_the_same_however_long(
    admin, django_assert_max_num_queries
):
    user = make_user()
    for number in range(25):
        row = RoutingSet.objects.create(
            source="table", created_at=timezone.now(), created_by=user
        )
        for region in ("14625", "14626"):
            row.items.create(key=region, before={"number": number})
    admin.get(url("index"))

    with django_assert_max_num_queries(30):
        page = admin.get(url("index"))

    assert len(page.context["sets"]) == 20
    assert len(admin.get(url("index") + "?p=2").context["sets"]) == 5


def test_the_menu_has_the_page_for_those_who_may_use_it(admin, person, browser):
    assert url("index") in admin.get("/admin/").content.decode()
    hotline = browser(person(HOTLINE))
    assert url("index") not in hotline.get("/admin/").content.decode()


def test_a_body_whose_address_changes_is_not_confirmed_any_more(admin):
    publish(admin, upload(admin, table(grow)))

    assert ResponsibleBody.objects.get(key="office").contact_state == "unconfirmed"

"""Exports: no formulas, no personal data, flat memory, and every one is noted."""

import csv
import gc
import io
import weakref

from datetime import date, datetime

import openpyxl
import pytest

from django.http import StreamingHttpResponse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.models import Decision, HelpOffer
from hilfe_ukraine.wagtail_admin import export
from hilfe_ukraine.wagtail_admin.export import (
    Column,
    csv_response,
    defuse,
    xlsx_response,
)
from hilfe_ukraine.wagtail_admin.offers.rows import OFFER_COLUMNS, offers_to_export
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_offer,
    make_referral,
    make_region,
)


pytestmark = pytest.mark.django_db

OFFERS = "/admin/hilfe-ukraine/offers/"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


def read_csv(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read_xlsx(response):
    content = b"".join(response.streaming_content)
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_a_formula_is_defused(start):
    assert defuse(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "Görlitz", " =1"])
def test_other_text_stays(text):
    assert defuse(text) == text


def test_csv_holds_the_columns_and_nothing_personal(admin):
    offer = make_offer(
        category=make_category("housing", title="Wohnraum"),
        region=make_region("14626110", label="Görlitz, Stadt"),
        state=HelpOffer.States.REFERRED,
        waiting_for="",
        quantity=3,
    )
    make_referral(offer=offer, body=make_body(name="=HYPERLINK(1)"))
    for outcome in ("unrouted", "forward"):
        Decision.objects.create(
            offer=offer, decided_at=NOW, cause="accepted", outcome=outcome
        )
    response = admin.get(OFFERS, {"export": "csv"})
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Disposition"] == 'attachment; filename="offers.csv"'
    headings, row = read_csv(response)
    cells = dict(zip(headings, row, strict=True))
    assert len(headings) == len(OFFER_COLUMNS)
    assert offer.reference in row
    assert "housing" in row
    assert "Wohnraum" in row
    assert "Görlitz, Stadt" in row
    assert "3" in row
    assert "'=HYPERLINK(1)" in row
    assert "2022-03-04 12:00:00+01:00" in row
    assert not [cell for cell in row if "Erika" in cell or "muster" in cell]
    assert len(cells) == len(headings)


def test_tells_of_a_pause_and_of_a_restriction(admin):
    make_offer(paused_until=date(2022, 4, 1), restricted_at=NOW)

    headings, row = read_csv(admin.get(OFFERS, {"export": "csv"}))
    cells = dict(zip(headings, row, strict=True))
    assert cells["paused until"] == "2022-04-01"
    assert cells["restricted"] == "2022-03-04 12:00:00+01:00"

    sheet = read_xlsx(admin.get(OFFERS, {"export": "xlsx"}))
    values = dict(zip(headings, (cell.value for cell in sheet[2]), strict=True))
    assert values["paused until"] == date(2022, 4, 1)
    assert values["restricted"] == datetime(2022, 3, 4, 12)


def test_csv_is_in_the_language_and_time_zone_of_who_asks(person, browser):
    user = person(ADMINISTRATOR)
    client = browser(user)
    UserProfile.objects.filter(user=user).update(current_time_zone="Asia/Tokyo")
    make_offer(state=HelpOffer.States.REFERRED, submitted_at=NOW)

    headings, row = read_csv(client.get(OFFERS, {"export": "csv"}))

    assert "offer number" in headings
    assert "referred" in row
    assert "2022-03-04 20:00:00+09:00" in row


def test_xlsx_holds_text_and_dates_as_such(admin):
    offer = make_offer(category=make_category("goods", title="=1+1\x0b"))
    make_referral(offer=offer, body=make_body(name="@SUM(1)"))
    sheet = read_xlsx(admin.get(OFFERS, {"export": "xlsx"}))
    cells = {cell.value: cell for cell in sheet[2] if cell.value is not None}
    assert cells["=1+1"].data_type == "s"
    assert cells["@SUM(1)"].data_type == "s"
    assert [cell for cell in sheet[2] if cell.is_date]


def test_exports_what_the_list_shows(admin):
    make_offer(state=HelpOffer.States.WAITING)
    other = make_offer(state=HelpOffer.States.TAKEN)
    response = admin.get(OFFERS, {"export": "csv", "state": "taken"})
    assert [row[0] for row in read_csv(response)[1:]] == [other.reference]


def test_every_export_is_noted_with_its_number_of_rows(admin):
    for _number in range(3):
        make_offer()
    read_csv(admin.get(OFFERS, {"export": "csv"}))
    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.exported")
    assert entry.data == {"register": "offers", "number": "3", "format": "csv"}
    assert entry.object_id == str(entry.user_id)


def test_to_view_is_not_to_export(allowed):
    make_offer()
    client = allowed("view_helpoffer")
    page = client.get(OFFERS)
    assert page.status_code == 200
    assert "export=" not in page.content.decode()
    for file_format in ("csv", "xlsx"):
        response = client.get(OFFERS, {"export": file_format})
        assert response.url == "/admin/"
    assert not ModelLogEntry.objects.filter(action="hilfe_ukraine.exported").exists()


def test_statements_grow_with_chunks_not_with_rows(admin):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    category = make_category("housing", title="Wohnraum")

    def statements():
        with CaptureQueriesContext(connection) as found:
            read_csv(admin.get(OFFERS, {"export": "csv"}))
        return len(found)

    for _number in range(10):
        make_referral(offer=make_offer(category=category))
    few = statements()
    for _number in range(100):
        make_referral(offer=make_offer(category=category))
    assert statements() == few


@pytest.mark.parametrize("respond", [csv_response, xlsx_response])
def test_only_a_few_rows_are_in_memory_at_once(monkeypatch, respond):
    monkeypatch.setattr(export, "_CHUNK", 3)
    category, region = make_category("housing"), make_region()
    for _number in range(12):
        make_offer(category=category, region=region)
    alive, most = weakref.WeakSet(), 0

    def look(offer):
        nonlocal most
        alive.add(offer)
        gc.collect()
        most = max(most, len(alive))
        return offer.reference

    rows = offers_to_export(HelpOffer.objects.for_lists())
    response = respond(rows, [Column("offer number", look)], "offers")
    assert b"".join(response.streaming_content)
    assert 1 <= most <= 6


def test_csv_is_sent_while_it_is_written(django_assert_num_queries):
    for _number in range(3):
        make_offer()
    rows = HelpOffer.objects.for_lists()
    with django_assert_num_queries(0):
        response = csv_response(rows, OFFER_COLUMNS[:1], "offers")
        headings = next(iter(response.streaming_content))
    assert headings.startswith(b"\xef\xbb\xbf")

"""The bodies in the admin: every change with its reason, desks, tests, and the list."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.decide import decide_now, local_date
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.roles import EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.actions.sending.doubt import doubt_address
from hilfe_ukraine.models import BodyNote, Delivery, ResponsibleBody
from tests.factories import NOW, make_body, make_category, make_region
from tests.offer_page.site import route
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db

CONFIRMED = {"confirmed_on": "2022-03-04", "confirmed_by": "Telefonat mit Frau Beyer"}


@pytest.fixture
def body():
    return make_body(
        "kreis", email="amt@example.org", name="Landratsamt Görlitz", **CONFIRMED
    )


def save(admin, body, **values):
    data = body_data(**{"contact_state": "confirmed", **CONFIRMED, **values})
    return admin.post(url("responsiblebody", "edit", body.pk), data, follow=True)


def stored(body):
    return ResponsibleBody.objects.get(pk=body.pk)


class TestReasons:
    @pytest.mark.parametrize(
        "values",
        [
            {"email": "neu@example.org"},
            {"channel": "webhook"},
            {"contact_state": "retired"},
            {"paused_until": "2999-01-01"},
        ],
    )
    def test_what_decides_who_gets_offers_is_changed_with_a_note(
        self, admin, body, values
    ):
        response = save(admin, body, change_note=" ", **values)

        assert "Write why this is changed" in errors_of(response)
        assert stored(body).email == "amt@example.org"
        assert BodyNote.objects.count() == 0

    def test_the_note_stands_on_the_form_and_in_the_history(self, admin, body):
        save(admin, body, email="neu@example.org", change_note="Brief von Frau Beyer")

        note = BodyNote.objects.get()
        assert (note.text, note.body) == ("Brief von Frau Beyer", body)
        for view in ("edit", "history"):
            page = admin.get(url("responsiblebody", view, body.pk)).content.decode()
            assert "Brief von Frau Beyer" in page
        # Not readable in the database.
        raw = BodyNote.objects.extra(select={"raw": "text"}).values("raw").get()
        assert "Beyer" not in raw["raw"]

    @pytest.mark.parametrize("action", ["add", "delete", "view"])
    def test_the_history_with_it_is_for_those_who_may_change_bodies(
        self, admin, allowed, body, action
    ):
        save(admin, body, email="neu@example.org", change_note="Brief von Frau Beyer")
        client = allowed(f"{action}_responsiblebody")
        for view in ("history", "history_results"):
            page = client.get(url("responsiblebody", view, body.pk), follow=True)
            assert "Beyer" not in page.content.decode()

    def test_other_things_need_none(self, admin, body):
        save(admin, body, reaction_days=5, change_note="")

        assert stored(body).reaction_days == 5

    def test_a_body_with_notes_alone_can_be_deleted(self, admin, body):
        save(admin, body, email="neu@example.org")
        admin.post(url("responsiblebody", "delete", body.pk))
        assert not ResponsibleBody.objects.exists()


class TestConfirmation:
    @pytest.mark.parametrize(
        "values", [{"email": "neu@example.org"}, {"channel": "webhook"}]
    )
    def test_another_address_takes_it_back(self, admin, body, values):
        page = save(admin, body, **values).content.decode()

        row = stored(body)
        assert row.contact_state == "unconfirmed"
        assert (row.confirmed_on, row.confirmed_by) == (None, "")
        assert "counts as not confirmed" in page

    def test_said_anew_it_stays(self, admin, body):
        save(admin, body, email="neu@example.org", confirmed_on="2022-03-05")
        assert stored(body).contact_state == "confirmed"

    @pytest.mark.parametrize("name", ["confirmed_on", "confirmed_by"])
    def test_it_is_never_without_a_day_and_a_name(self, admin, body, name):
        assert name in errors_of(save(admin, body, **{name: ""}))

    def test_it_is_not_in_the_future(self, admin, body):
        tomorrow = timezone.localdate() + timedelta(days=1)
        response = save(admin, body, confirmed_on=tomorrow.isoformat())
        assert "has not come yet" in errors_of(response)

    def test_a_day_without_the_state_is_asked_about(self, admin, body):
        body.contact_state, body.confirmed_on = "unconfirmed", None
        body.save()
        response = save(admin, body, contact_state="unconfirmed")
        assert "Choose “confirmed”" in errors_of(response)


class TestDoubt:
    def test_the_form_says_what_came_back_and_what_to_do(self, admin, body):
        doubt_address(body_id=body.pk, now=NOW, code="5.1.1")

        page = admin.get(url("responsiblebody", "edit", body.pk)).content.decode()

        assert "the mailbox does not exist (5.1.1)" in page
        assert "To resolve it" in page

    def test_set_by_hand_it_points_to_the_notes(self, admin, body):
        save(admin, body, contact_state="suspect")
        page = admin.get(url("responsiblebody", "edit", body.pk)).content.decode()
        assert "set this by hand" in page


class TestDeputies:
    def test_a_circle_is_refused_in_words(self, admin, body):
        second = make_body("b", name="Verein B", deputy=body)
        third = make_body("c", name="Verein C", deputy=second)

        response = save(admin, body, deputy=third.pk)

        assert (
            "Landratsamt Görlitz → Verein C → Verein B → Landratsamt Görlitz"
            in errors_of(response)
        )

    def test_a_retired_one_is_refused(self, admin, body):
        gone = make_body("b", contact_state="retired")
        assert "is retired" in errors_of(save(admin, body, deputy=gone.pk))

    @pytest.mark.parametrize(
        "values", [{"paused_until": "2999-01-01"}, {"contact_state": "suspect"}]
    )
    def test_the_next_decision_uses_it_at_once(self, admin, goerlitz, body, values):
        deputy = make_body("deputy")
        body.deputy = deputy
        body.save()
        housing = make_category("housing")
        route("14626", {"bodies": (body,)})

        def bodies():
            return decide_now(
                table=current_table(),
                place=find_postcode("02826").place,
                category=housing,
                facts={},
                fallback=None,
                today=local_date(timezone.now()),
            ).verdict.bodies

        assert bodies() == ("kreis",)
        save(admin, body, deputy=deputy.pk, **values)
        assert bodies() == ("deputy",)
        save(admin, body, deputy=deputy.pk, confirmed_on="2022-03-07")
        assert bodies() == ("kreis",)

    def test_a_pause_that_is_over_is_refused(self, admin, body):
        response = save(admin, body, paused_until="2022-03-01")
        assert "would be over already" in errors_of(response)


class TestDesks:
    def test_one_is_added_from_the_form_of_its_body(self, admin, body):
        page = admin.get(url("responsiblebody", "edit", body.pk)).content.decode()
        address = f"{url('responsiblebody', 'add')}?parent={body.pk}"
        assert address in page

        form = admin.get(address).context["form"]
        assert form["parent"].value() == body.pk
        assert form["kind"].value() == body.kind

    @pytest.mark.parametrize("parent", ["", "x", "999999"])
    def test_any_other_address_gives_the_empty_form(self, admin, parent):
        response = admin.get(url("responsiblebody", "add"), {"parent": parent})
        assert response.context["form"]["parent"].value() is None

    def test_a_body_with_desks_becomes_no_desk(self, admin, body):
        make_body("d", parent=body, region=make_region("14626"))
        other = make_body("o")
        response = save(admin, body, parent=other.pk, region=make_region("14713").pk)
        assert "parent" in errors_of(response)
        assert stored(body).parent is None

    def test_they_stand_below_their_body_and_cost_nothing_more(
        self, admin, body, django_assert_max_num_queries
    ):
        first = make_body("a", name="Aaa")
        desk = make_body("z", name="Aab", parent=body, region=make_region("14626"))
        address = url("responsiblebody", "list")
        admin.get(address)
        for number in range(12):
            make_body(f"n{number}", deputy=body)
        with django_assert_max_num_queries(18):
            page = admin.get(address).content.decode()
        links = [url("responsiblebody", "edit", row.pk) for row in (first, body, desk)]
        places = [page.index(f'href="{link}"') for link in links]
        assert places == sorted(places)
        assert "Desk of Landratsamt Görlitz" in page
        assert "Region 14626" in page

    def test_the_list_says_until_when_a_pause_lasts(self, admin, body):
        ResponsibleBody.objects.update(paused_until="2999-01-01")
        page = admin.get(url("responsiblebody", "list")).content.decode()
        assert "paused until" in page


class TestTestMessage:
    def address(self, body):
        return reverse("hilfe_ukraine_body_test_address", args=[body.uuid])

    def test_it_asks_first(self, admin, body):
        page = admin.get(self.address(body)).content.decode()
        assert "amt@example.org" in page
        assert not Delivery.objects.exists()

    def test_then_it_is_in_the_outbox(self, admin, body):
        page = admin.post(self.address(body), follow=True).content.decode()

        row = Delivery.objects.get()
        assert (row.kind, row.body, row.state) == ("address", body, "ready")
        assert "Last test message" in page

    def test_a_retired_body_is_told(self, admin, body):
        ResponsibleBody.objects.update(contact_state="retired")
        page = admin.post(self.address(body), follow=True).content.decode()
        assert "nothing was sent" in page

    @pytest.mark.parametrize("role", [EDITOR, REGIONAL_EDITOR])
    @pytest.mark.parametrize("name", ["test_address", "replace"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_who_may_not_change_bodies_is_refused(
        self, person, browser, body, role, name, method
    ):
        address = reverse(f"hilfe_ukraine_body_{name}", args=[body.uuid])
        response = getattr(browser(person(role)), method)(address)
        assert response.status_code in (302, 403)
        assert not Delivery.objects.exists()
        assert stored(body).contact_state == "confirmed"

"""Offering something else without typing the contact again, and without showing it."""

import html

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.views.submit import thanks_url
from tests.database import row_counts, statements
from tests.factories import make_body
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.read import complaints, in_german, read_page, says
from tests.offer_page.site import publish, route


pytestmark = pytest.mark.django_db

HOUSING = "category=housing&postcode=02826"
TRANSLATION = "category=translation&postcode=02826"
ERIKA = {"name": "Erika Muster", "email": "erika@muster.example", "phone": "0351 5640"}


@pytest.fixture
def first(client, offer_page):
    """An offer that was sent just now."""
    page = client.get(f"/hilfe-ukraine/?{HOUSING}")
    send(client, page, **{"detail-quantity": "2"}, **ERIKA)
    return HelpOffer.objects.get()


def link_of(client, offer):
    """Return the address under which the thank-you page offers another turn."""
    content = client.get(thanks_url(offer)).content.decode()
    _before, found, rest = content.partition('href="/hilfe/again/')
    return "/hilfe/again/" + rest.split('"')[0] if found else ""


def second_form(client, first, query=TRANSLATION):
    return client.get(f"{link_of(client, first)}?{query}")


def test_the_contact_is_taken_over(client, first):
    page = second_form(client, first)
    response = send(client, page, name=None, email=None, helper=None)

    assert response.status_code == 303
    second = HelpOffer.objects.exclude(pk=first.pk).get()
    assert second.contact == first.contact
    assert second.email_index == first.email_index
    assert second.phone_index == first.phone_index
    assert second.category.key == "translation"
    assert second.facts["helper"] == "person"
    assert link_of(client, second), "and once more"


def test_whoever_has_the_link_reads_nobodys_name(client, first):
    for query in ("", TRANSLATION, "category=translation&postcode=1"):
        page = client.get(f"{link_of(client, first)}?{query}")
        content = page.content.decode()
        assert page.status_code == 200
        for word in ("Erika", "erika", "3515640", "5640"):
            assert word not in content.replace("0351 5640.", "")
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert not page.cookies
    form = read_form(second_form(client, first))
    assert not {"name", "email", "phone", "street", "helper"} & set(form.names)


def test_each_step_stays_on_the_way(client, first):
    address = link_of(client, first)
    assert read_form(client.get(address), "get").action == address
    question = client.get(f"{address}?category=housing&postcode=02827")
    assert read_form(question).fields["again"]
    back = f"{address}?category=housing&amp;postcode=02827&amp;change=1"
    assert f'href="{back}"' in question.content.decode()
    assert read_form(client.get(html.unescape(back)), "get").action == address


def test_step_one_says_that_the_contact_is_taken_over(client, first):
    publish(first.page.specific, intro="<p>Erst danach fragen wir nach dem Namen.</p>")
    content = client.get(link_of(client, first)).content.decode()

    assert "Erst danach" not in content
    taken_over = in_german(
        "We take over the contact details of your offer %(reference)s. For your "
        "protection they are not shown here."
    )
    assert taken_over % {"reference": first.reference} in content
    assert "Erst danach" in client.get("/hilfe-ukraine/").content.decode()


def test_who_offered_before_is_not_asked_who_offers(client, first):
    route(
        "14626",
        {
            "bodies": (make_body("verein"),),
            "conditions": (("helper", "is", "organisation"),),
        },
    )
    page = second_form(client, first)

    assert read_form(page).fields["fact-helper"] == "person"
    changed = {"fact-helper": "organisation"}
    assert send(client, page, **changed).status_code == 303
    assert HelpOffer.objects.exclude(pk=first.pk).get().facts["helper"] == "person"


def test_errors_keep_the_way(client, first):
    response = send(client, second_form(client, first), details="")

    assert list(complaints(response)) == ["id_details"]
    assert send(client, response).status_code == 303
    assert HelpOffer.objects.exclude(pk=first.pk).get().contact == first.contact


def at_a_later_time(first):
    earlier = timezone.now() - timedelta(hours=1, seconds=1)
    HelpOffer.objects.filter(pk=first.pk).update(submitted_at=earlier)


def over(first):
    """The token of an hour ago, as a form that was open for long holds it."""
    return make_token(
        Purpose.AGAIN,
        first.uuid,
        version=first.link_version,
        expires_at=timezone.now() - timedelta(seconds=1),
    )


def test_after_an_hour_the_contact_is_asked_for_and_nothing_else_is_lost(client, first):
    page = second_form(client, first)
    response = client.post(
        read_form(page).action,
        {**fill(page, name=None, email=None), "again": over(first)},
    )

    assert response.status_code == 422
    form = read_form(response)
    assert form.fields["details"] == "Ein Zimmer mit Bad"
    assert "again" not in form.fields
    assert {"id_name", "id_email"} <= set(complaints(response))
    assert says(
        response,
        "We cannot take over the contact details of your earlier offer any more. "
        "Please enter them, and send the offer once more. Nothing else is lost.",
    )
    assert send(client, response, **ERIKA).status_code == 303
    assert HelpOffer.objects.count() == 2


def test_after_an_hour_the_thank_you_page_leads_to_the_whole_form(client, first):
    at_a_later_time(first)
    first.refresh_from_db()

    assert link_of(client, first) == ""
    assert 'href="/hilfe-ukraine/"' in client.get(thanks_url(first)).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"erased_at": timezone.now()},
        {"restricted_at": timezone.now()},
        {"link_version": 2},
        {"page_id": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_may_not_be_used_any_more_is_not_taken_over(client, first, change):
    address, page = link_of(client, first), second_form(client, first)
    HelpOffer.objects.filter(pk=first.pk).update(**change)

    assert client.get(address).status_code in (404, 410)
    assert send(client, page, name=None, email=None).status_code == 422
    assert HelpOffer.objects.count() == 1


@pytest.mark.parametrize("purpose", [Purpose.THANKS, Purpose.CONFIRM, Purpose.MANAGE])
def test_another_link_does_not_open_it(client, first, purpose):
    token = make_token(
        purpose,
        first.uuid,
        version=1,
        expires_at=timezone.now() + timedelta(minutes=5),
    )
    assert (
        client.get(reverse("hilfe_ukraine:again", args=[token, "de"])).status_code
        == 404
    )
    page = second_form(client, first)
    answers = {"again": token, "name": None, "email": None}
    assert send(client, page, **answers).status_code == 422


def test_a_page_that_is_gone_takes_no_second_offer(client, first, offer_page):
    address = link_of(client, first)
    offer_page.unpublish()

    assert client.get(address).status_code == 404


def test_looking_changes_nothing_and_a_post_is_refused(client, first):
    address = link_of(client, first)
    before = row_counts()
    client.get(address)

    assert row_counts() == before
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("confirmation_required", [False, True])
def test_it_costs_no_more_than_any_offer_may(
    client, first, offer_page, confirmation_required
):
    publish(offer_page, confirmation_required=confirmation_required)
    page = second_form(client, first)
    send(client, second_form(client, first))
    data, action = fill(page), read_form(page).action
    with statements() as found:
        assert client.post(action, data).status_code == 303

    assert len(found) <= 12, "\n".join(found)


def test_the_language_changes_on_the_way_and_the_contact_comes_along(
    client, first, ukrainian_page
):
    german = link_of(client, first)
    address = german.replace("/de/", "/uk/")
    link = f'<a href="{address}" lang="uk" hreflang="uk">'
    assert link in client.get(german).content.decode()

    step_one = client.get(address)
    assert read_page(step_one).lang == "uk"
    assert read_form(step_one, "get").action == address
    assert step_one["Referrer-Policy"] == "no-referrer"
    assert step_one["X-Robots-Tag"] == "noindex, nofollow"
    page = client.get(f"{address}?category=translation")
    assert f'href="{german}?category=translation"' in page.content.decode()

    form = client.get(f"{address}?{TRANSLATION}")
    assert send(client, form, name=None, email=None, helper=None).status_code == 303
    second = HelpOffer.objects.exclude(pk=first.pk).get()
    assert (second.language, second.contact) == ("uk", first.contact)


def test_an_open_form_changes_its_language_and_keeps_the_contact(
    client, first, ukrainian_page
):
    form = second_form(client, first)
    there = f"/hilfe/submit/{ukrainian_page.public_id}/"
    assert f'formaction="{there}"' in form.content.decode()
    typed = fill(form, other_language="uk", details="Abends")

    changed = client.post(there, typed)
    fields = read_form(changed).fields
    assert (changed.status_code, fields["details"]) == (200, "Abends")
    assert fields["again"] == read_form(form).fields["again"]
    assert "name" not in fields
    assert send(client, changed, name=None, email=None).status_code == 303
    assert HelpOffer.objects.exclude(pk=first.pk).get().contact == first.contact


def test_a_language_without_a_page_is_the_language_of_the_offer(client, first):
    address = link_of(client, first).replace("/de/", "/ru/")

    assert read_page(client.get(address)).lang == "de"

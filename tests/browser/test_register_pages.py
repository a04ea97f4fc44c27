"""The list of offers on the screens of an office: nothing covers anything else."""

import pytest

from hilfe_ukraine.models import BodyMember
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import (
    make_body,
    make_category,
    make_offer,
    make_referral,
    make_region,
    make_user,
)


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

#: What is cut off on the right, and how far the button stands below the last row.
MEASURE = """() => {
    const box = selector => document.querySelector(selector).getBoundingClientRect();
    const list = document.querySelector(".result-list");
    return [
        list.querySelector("table").getBoundingClientRect().right
            - list.getBoundingClientRect().right,
        box(".result-list .hilfe-buttons").top - box(".result-list tbody").bottom,
    ];
}"""


@pytest.mark.parametrize("width", [1440, 1280, 1100])
def test_the_list_fits_beside_its_filters_and_above_its_button(site, sign_in, width):
    for title in ("Übersetzen und Dolmetschen", "Betreuung von Kindern"):
        make_offer(
            category=make_category(title=title),
            region=make_region("14626110"),
            contact_check="released",
        )
    page = sign_in(make_user(is_superuser=True), width=width)
    page.goto("/admin/hilfe-ukraine/offers/")

    cut_off, below = page.evaluate(MEASURE)

    assert cut_off < 1
    assert below > -1


def test_all_that_is_offered_stands_in_one_column(site, sign_in):
    label = "Was sollen wir noch über Ihr Angebot wissen?"
    offer = make_offer(entries=[{"key": "more", "label": label, "value": "Nichts"}])
    page = sign_in(make_user(is_superuser=True))
    page.goto(story_url(offer))

    values = page.locator("[aria-labelledby=hilfe-what] dd").all()
    assert len({round(value.bounding_box()["x"]) for value in values}) == 1


#: What of the table no scrolling brings into the window, in pixels.
OUT_OF_REACH = """() => {
    const table = document.querySelector("main table");
    let box = table.parentElement;
    while (box.scrollWidth <= box.clientWidth && box.tagName !== "MAIN")
        box = box.parentElement;
    box.scrollLeft = box.scrollWidth;
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
    if (!scrolls) box.scrollLeft = 0;
    return Math.floor(table.getBoundingClientRect().right - window.innerWidth);
}"""


@pytest.fixture
def clerk(site):
    """Works for two bodies with long names, and has an offer to answer."""
    user = make_user(is_superuser=True)
    for region in ("14626110", "14625"):
        body = make_body(
            name="Landratsamt mit einem langen Namen, Koordination der Ukrainehilfe",
            email="koordination.ukrainehilfe@landkreis-mit-langem-namen.example",
            region=make_region(region, label="Landkreis Sächsische Schweiz"),
        )
        BodyMember.objects.create(body=body, user=user)
        category = make_category(title="Übersetzen und Dolmetschen")
        make_referral(body=body, offer=make_offer(category=category))
    return user


@pytest.mark.parametrize("width", [1100, 390, 320])
@pytest.mark.parametrize(
    "address",
    ["hilfe-ukraine/inbox/", "snippets/hilfe_ukraine/responsiblebody/"],
    ids=["inbox", "bodies"],
)
def test_every_column_of_a_list_can_be_reached(sign_in, clerk, address, width):
    page = sign_in(clerk, width=width)
    page.goto(f"/admin/{address}")

    assert page.evaluate(OUT_OF_REACH) <= 0

"""The filters of the list of offers, by keyboard: one sees where one is (2.4.11)."""

import pytest

from tests.factories import make_region, make_user


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

#: The link with the focus, and whether it is what one sees at its place.
FOCUSED = """() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return [link.textContent, link.contains(document.elementFromPoint(x, y))];
}"""


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_chosen_one_covers_none_that_has_the_focus(site, sign_in, key):
    districts = [make_region(f"146{number}") for number in range(10, 40)]
    page = sign_in(make_user(is_superuser=True))
    page.goto(f"/admin/hilfe-ukraine/offers/?district_key={districts[15].key}")
    group = page.locator(".changelist-filter ul", has_text=districts[15].label)
    links = group.locator("a").all()
    start, *_, end = links if key == "Tab" else reversed(links)
    start.focus()

    hidden = []
    for _link in links[1:]:
        page.keyboard.press(key)
        label, is_seen = page.evaluate(FOCUSED)
        hidden += [] if is_seen else [label]

    assert label == end.text_content()
    assert hidden == []

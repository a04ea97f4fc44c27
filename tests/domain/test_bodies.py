"""An offer goes to the nearest desk that is there, and never round in circles."""

from datetime import date, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import (
    Body,
    ContactState,
    addressed_body,
    circle_of_deputies,
    state_after_change,
)


TODAY = date(2022, 3, 4)
PLACES = ("14626110", "14626", "14")


def addressed(key, *bodies, places=PLACES):
    known = {body.key: body for body in bodies}
    return addressed_body(key, places=places, bodies=known, today=TODAY)


def away(key, **values):
    return Body(key, state=ContactState.RETIRED, **values)


@pytest.mark.parametrize(
    ("state", "available"),
    [
        (ContactState.CONFIRMED, True),
        (ContactState.UNCONFIRMED, True),
        (ContactState.SUSPECT, False),
        (ContactState.RETIRED, False),
    ],
)
def test_a_body_is_used_until_its_address_is_in_doubt(state, available):
    assert Body("a", state=state).is_available(TODAY) is available


def test_a_pause_ends_on_its_day():
    pause = Body("a", paused_until=TODAY)

    assert not pause.is_available(TODAY - timedelta(days=1))
    assert pause.is_available(TODAY)


def test_the_desk_of_the_most_specific_region_is_addressed():
    parent = Body("p", desks=(("14", "state"), ("14626", "district")))

    assert addressed("p", parent, Body("state"), Body("district")) == "district"


def test_a_desk_of_another_region_is_not_addressed():
    parent = Body("p", desks=(("14627", "elsewhere"),))

    assert addressed("p", parent, Body("elsewhere")) == "p"


def test_a_deputy_of_the_desk_comes_before_a_wider_desk_and_the_body_itself():
    parent = Body("p", desks=(("14626", "desk"), ("14", "wide")))
    bodies = (parent, Body("wide"), Body("deputy"))

    assert addressed("p", *bodies, away("desk", deputy="deputy")) == "deputy"
    assert addressed("p", *bodies, away("desk")) == "wide"
    assert addressed("p", parent, away("desk"), away("wide")) == "p"


def test_a_deputy_of_a_deputy_takes_over():
    chain = (away("a", deputy="b"), away("b", deputy="c"), Body("c"))

    assert addressed("a", *chain) == "c"


def test_deputies_in_a_circle_end_with_nobody():
    assert addressed("a", away("a", deputy="b"), away("b", deputy="a")) is None
    assert addressed("a", away("a", deputy="a")) is None


def test_a_body_nobody_knows_is_nobody():
    assert addressed("unheard") is None
    assert addressed("a", away("a", deputy="unheard")) is None


_keys = st.sampled_from(["a", "b", "c", "d"])
_bodies = st.fixed_dictionaries(
    {},
    optional={
        key: st.builds(
            Body,
            key=st.just(key),
            state=st.sampled_from(ContactState),
            paused_until=st.sampled_from([None, TODAY, TODAY + timedelta(days=1)]),
            deputy=_keys | st.just(""),
            desks=st.dictionaries(st.sampled_from(PLACES), _keys).map(
                lambda desks: tuple(desks.items())
            ),
        )
        for key in "abcd"
    },
)


@given(_keys, _bodies)
def test_however_deputies_and_desks_are_linked_only_an_available_body_is_named(
    key, bodies
):
    found = addressed_body(key, places=PLACES, bodies=bodies, today=TODAY)

    assert found is None or bodies[found].is_available(TODAY)


@given(_keys, _bodies)
def test_a_body_that_is_there_and_has_no_desk_here_is_addressed_itself(key, bodies):
    here = {**bodies, key: Body(key, deputy="a", desks=(("14627", "b"),))}

    assert addressed_body(key, places=PLACES, bodies=here, today=TODAY) == key


@pytest.mark.parametrize(
    ("deputies", "circle"),
    [
        ({}, ()),
        ({"a": "b", "b": ""}, ()),
        ({"a": "a"}, ("a", "a")),
        ({"a": "b", "b": "a"}, ("a", "b", "a")),
        ({"a": "b", "b": "c", "c": "a"}, ("a", "b", "c", "a")),
        # Somebody else's circle.
        ({"a": "b", "b": "c", "c": "b"}, ()),
    ],
)
def test_the_way_back_to_a_body_is_found(deputies, circle):
    assert circle_of_deputies("a", deputies) == circle


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_looking_for_circles_always_ends(deputies):
    way = circle_of_deputies("a", deputies)
    assert way == () or (way[0] == way[-1] == "a" and len(set(way)) == len(way) - 1)


@pytest.mark.parametrize("state", ContactState)
@pytest.mark.parametrize("address_changed", [True, False])
@pytest.mark.parametrize("confirmed_anew", [True, False])
def test_only_a_confirmation_of_another_address_is_taken_back(
    state, address_changed, confirmed_anew
):
    found = state_after_change(
        state, address_changed=address_changed, confirmed_anew=confirmed_anew
    )
    is_over = (state, address_changed, confirmed_anew) == ("confirmed", True, False)
    assert found == (ContactState.UNCONFIRMED if is_over else state)

"""A digest changes exactly when what the citizen was told changes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import UNROUTED, Outcome, Rule, Verdict


_texts = st.lists(st.tuples(st.sampled_from(["de", "uk"]), st.text(max_size=3)))
_verdicts = st.builds(
    Verdict,
    outcome=st.sampled_from(Outcome),
    bodies=st.lists(st.sampled_from(["a", "b", "ab"]), max_size=2).map(tuple),
    texts=_texts.map(tuple),
)


@given(_verdicts, _verdicts)
def test_equal_verdicts_and_only_they_have_equal_digests(one, other):
    assert (verdict_digest(one) == verdict_digest(other)) == (one == other)


def test_the_rule_behind_a_verdict_does_not_count():
    ruled = Verdict(Outcome.UNROUTED, rule=Rule("1", "14", Outcome.UNROUTED))

    assert verdict_digest(ruled) == verdict_digest(UNROUTED)


def test_a_digest_is_16_hexadecimal_digits_and_stays_the_same_for_ever():
    assert re.fullmatch("[0-9a-f]{16}", verdict_digest(UNROUTED))
    assert verdict_digest(UNROUTED) == "610f2bfa2087d6e9"

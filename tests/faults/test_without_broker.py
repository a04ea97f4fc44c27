"""No broker at all: the loop delivers what is due by itself."""

from .harness.marks import fault


@fault("F12", "no broker at all", on=("sqlite", "postgres"), short=("sqlite",))
def test_the_loop_needs_no_broker(case):
    case.portal.start_web()
    case.portal.start_loop()

    case.citizens.offer(40)
    case.settle()

    tally = case.judge().tally
    assert (tally.accepted, tally.once) == (40, 40)

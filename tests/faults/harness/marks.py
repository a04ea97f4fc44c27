"""How a test says which fault it injects, and into what."""

from collections.abc import Callable

import pytest


def fault(
    number: str, name: str, *, on: tuple[str, ...], short: tuple[str, ...] = ()
) -> Callable:
    """Run the test once for each of ``on``: a database, or ``database+broker``.

    Those in ``short`` are part of ``make test``, the others of ``make test-faults``.
    """
    setups = [
        pytest.param(
            setup,
            id=setup,
            marks=[] if setup in short else [pytest.mark.faults_long],
        )
        for setup in on
    ]

    def decorate(function: Callable) -> Callable:
        marked = pytest.mark.parametrize("case", setups, indirect=True)(function)
        return pytest.mark.faults(pytest.mark.fault(number, name)(marked))

    return decorate

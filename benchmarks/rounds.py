"""Rounds in turns, so that a noisy moment hits both sides; the middle one counts."""

import statistics

from collections.abc import Callable


def alternate(
    rounds: int, measures: dict[str, Callable[[], float]]
) -> dict[str, list[float]]:
    """Run every measure once per round, after one round that is not counted."""
    results: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if number:
                results[name].append(value)
    return results


def middle(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: list[float]) -> str:
    """Lowest and highest, to show how quiet the machine was."""
    return f"{min(values):.0f} to {max(values):.0f}"

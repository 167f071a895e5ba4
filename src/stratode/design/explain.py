"""Why two cells differ: Shapley shares of the difference of one number over the inputs that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stratode.design.differences import differences, hybrid
from stratode.design.shapley import Progress, shapley_shares
from stratode.recipe.parts import Cell


@dataclass(frozen=True, slots=True)
class Cause:
    """What one differing input adds to the number, going from A to B."""

    name: str
    detail: str
    share: float  # in the unit of the number
    standard_error: float  # 0 where exact


@dataclass(frozen=True, slots=True)
class Explanation:
    """The difference of a number between two cells, and its causes, largest first. The shares sum to b - a."""

    name_a: str
    name_b: str
    quantity: str
    a: float
    b: float
    causes: tuple[Cause, ...]
    evaluations: int


def explain(
    a: Cell,
    b: Cell,
    evaluate: Callable[[Cell], float],
    quantity: str,
    *,
    permutation_pairs: int = 64,
    seed: int = 0,
    progress: Progress | None = None,
) -> Explanation:
    """Split the difference of a number between two cells over the inputs that differ.

    Args:
        a, b: closed recipes.
        evaluate: the number for a cell, for instance a simulated capacity at a rate; called once for each cell in between,
            2**n for n differing inputs up to ten, a sample of them above.
        quantity: what the number is, with its unit: "capacity at 1C, mAh/g".
        permutation_pairs, seed: of the sampling above ten inputs.
        progress: called with (cells done, cells in all or at most).

    Returns:
        The explanation; without causes where the cells do not differ.
    """
    found = differences(a, b)
    value_a, value_b = evaluate(a), evaluate(b)
    ends = {frozenset[str](): value_a, frozenset(d.name for d in found): value_b}
    shares = shapley_shares(
        lambda taken: ends[taken] if taken in ends else evaluate(hybrid(a, b, taken)),
        [difference.name for difference in found],
        permutation_pairs=permutation_pairs,
        seed=seed,
        progress=progress,
    )
    causes = (Cause(d.name, d.detail, shares.values[d.name], shares.standard_errors[d.name]) for d in found)
    return Explanation(
        name_a=a.name,
        name_b=b.name,
        quantity=quantity,
        a=value_a,
        b=value_b,
        causes=tuple(sorted(causes, key=lambda cause: -abs(cause.share))),
        evaluations=shares.coalitions,
    )

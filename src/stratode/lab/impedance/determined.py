"""Which parameters of a fitted circuit the data determine, and what to beware of where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance.descent import Problem
from stratode.lab.impedance.elements import Array

if TYPE_CHECKING:
    from stratode.lab.impedance.fit import Alternative

WIDE = 1.0  # decades of an interval beyond which a parameter is not determined
WIDE_EXPONENT = 0.4  # of an exponent
TIED = 0.98  # correlation of two parameters that only show together
CHANCE = 1e-3  # of a runs test, below which residuals follow a pattern
AT = 1e-3  # distance from a bound, in a coordinate, that counts as on it


def parameters(problem: Problem, x: Array, ends: tuple[Array, Array], method: str) -> tuple[Estimate, ...]:
    """The parameters as estimates with their cautions.

    Args:
        problem: that was solved.
        x: its solution, (P,).
        ends: of the intervals, as coordinates.
        method: how they were found.
    """
    values, low, high = problem.values(x), problem.values(np.minimum(ends[0], x)), problem.values(np.maximum(ends[1], x))
    found = []
    for k, (name, kind) in enumerate(zip(problem.circuit.names, problem.circuit.parameters, strict=True)):
        one = Estimate(
            name=f"{kind.meaning} of {name.split('_')[0]}",
            symbol=name,
            value=float(values[k]),
            low=float(low[k]),
            high=float(high[k]),
            unit="" if kind.unit == "1" else kind.unit,
            method=method,
        )
        found.append(one.beware(*_of_one(problem, k, x[k], (float(ends[0][k]), float(ends[1][k])), one)))
    return tuple(found)


def _of_one(problem: Problem, k: int, x: float, ends: tuple[float, float], one: Estimate) -> list[Caution]:
    low, high = float(problem.low[k]), float(problem.high[k])
    exponent = problem.linear[k]
    if exponent and x >= high - AT:
        words = (
            f"{one.symbol}: the exponent is at its bound of 1; a plain capacitance fits as well. Use C in place of the exponent's element."
        )
        return [Caution("at_bound", words)]
    wide = (ends[1] - ends[0]) / (1.0 if exponent else np.log(10.0))
    bounded = ends[0] <= low + AT or ends[1] >= high - AT
    if wide <= (WIDE_EXPONENT if exponent else WIDE) and not (bounded and not exponent):
        return []
    if bounded and not exponent:
        side = "above" if ends[1] >= high - AT else "below"
        told = f"nothing bounds it from {side}"
    else:
        told = f"its interval spans {wide:.1f}" + ("" if exponent else " decades")
    words = f"{one.symbol}: the data do not determine it, {told}. Fix or leave out the element, or measure where it shows."
    return [Caution("not_determined", words)]


def differs(x: Array, found: Sequence[Estimate], ends: tuple[Array, Array]) -> bool:
    """Whether coordinates (P,) lie outside the interval of a parameter that the data determine: another solution, not the same one.

    Args:
        x: of the other minimum.
        found: the parameters of the solution.
        ends: of their intervals, as coordinates.
    """
    known = np.array([all(caution.name != "not_determined" for caution in one.cautions) for one in found])
    return bool(np.any(known & ((x < ends[0]) | (x > ends[1]))))


def of_the_whole(
    problem: Problem, x: Array, spread: Array, pattern: tuple[float, float], others: Sequence[Alternative]
) -> tuple[Caution, ...]:
    """What to beware of in the fit as a whole.

    Args:
        problem: that was solved.
        x: its solution, (P,).
        spread: covariance of the coordinates.
        pattern: probability of a runs test, and what variances were multiplied by for it.
        others: minima that fit nearly as well.
    """
    found, what = [], problem.circuit.description
    chance, widened = pattern
    relative = np.abs(problem.circuit.impedance(problem.values(x), problem.omega) / problem.impedance - 1.0)
    if chance < CHANCE:
        found.append(
            Caution(
                "misfit",
                f"{what} leaves residuals that follow a pattern (runs test p = {chance:.1g}; rms {np.sqrt(np.mean(relative**2)):.2%} of "
                f"|Z|): the circuit does not say all that the data do. Intervals are {np.sqrt(widened):.1f} times wider for that. "
                "Try another circuit, or look at the residuals.",
            )
        )
    error = np.sqrt(np.maximum(np.diag(spread), 1e-300))
    tied = np.abs(spread / error[:, None] / error[None, :])
    names = problem.circuit.names
    pairs = [(i, j) for i in range(x.size) for j in range(i) if tied[i, j] > TIED]
    if pairs:
        told = ", ".join(f"{names[j]} with {names[i]} ({tied[i, j]:.3f})" for i, j in pairs)
        found.append(
            Caution(
                "degenerate", f"{what}: parameters that only show together, by their correlation: {told}. Quote what they form, or fix one."
            )
        )
    if others:
        told = "; ".join(
            ", ".join(f"{n} {v:.3g}" for n, v in zip(names, o.values, strict=True)) + f" (sum of squares {o.worse:.2f} times)"
            for o in others[:3]
        )
        found.append(
            Caution(
                "alternative_solution",
                f"{what} fits nearly as well with other values: {told}. Choose by what is known of the cell; start from one with --start.",
            )
        )
    return tuple(found)

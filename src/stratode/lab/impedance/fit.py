"""A circuit fitted to a spectrum: parameters with intervals, how well they are determined, and what else fits nearly as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, log

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance import determined, intervals
from stratode.lab.impedance.alike import ordered
from stratode.lab.impedance.circuit import Circuit
from stratode.lab.impedance.descent import Problem, descend
from stratode.lab.impedance.elements import Array, Complex
from stratode.lab.impedance.residues import neighbourhood, runs_p
from stratode.lab.impedance.starting import bounds, starts
from stratode.lab.impedance.weighting import weights_of
from stratode.lab.inference.student import reach_95
from stratode.lab.spectrum import MeasuredSpectrum

STARTS, FEW = 128, 32  # descents that begin; of small circuits without profiles
STAGES = ((15, 24), (30, 10), (400, 10))  # steps of a descent, how many go on
ANOTHER = 1.5  # sum of squares over the least, up to which another minimum is told
APART = 0.1  # difference of a coordinate that makes another minimum
FEW_STEPS = 60  # of a descent from one start without profiles
CHANCE = 1e-3  # of a runs test, below which residuals follow a pattern
METHOD = "complex nonlinear least squares, {weights} weights; interval by {interval}"
PROFILE, LINEAR = "profile likelihood (Bates & Watts 1988)", "covariance of the residuals and Student's t, in logarithms"


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """Another minimum that fits nearly as well.

    Args:
        values: of the parameters, (P,).
        worse: its sum of squares over the least one.
    """

    values: Array
    worse: float


@dataclass(frozen=True, slots=True, eq=False)
class CircuitFit:
    """A fitted circuit.

    Args:
        circuit: that was fitted.
        weights: "modulus", "unit" or "proportional".
        values: of the parameters, (P,), SI.
        parameters: as estimates, in the circuit's order.
        spread: covariance of the coordinates (logarithms, exponents themselves), (P, P), widened where residuals follow a pattern.
        reach: standard errors to each side of a 95 % interval.
        chi_squared: weighted sum of squares.
        freedom: numbers less parameters.
        aicc: Akaike's criterion, corrected for few points (Hurvich & Tsai 1989); lower is better, of one spectrum and one kind of weights.
        fitted: ohm, (F,), at the measured frequencies.
        alternatives: other minima.
        cautions: of the fit as a whole.
    """

    circuit: Circuit
    weights: str
    values: Array
    parameters: tuple[Estimate, ...]
    spread: Array
    reach: float
    chi_squared: float
    freedom: int
    aicc: float
    fitted: Complex
    alternatives: tuple[Alternative, ...]
    cautions: tuple[Caution, ...]

    def value(self, name: str) -> float:
        """Of a parameter."""
        return float(self.values[self.circuit.names.index(name)])


def fit(
    spectrum: MeasuredSpectrum, circuit: Circuit, weights: str = "modulus", start: Mapping[str, float] | None = None, profile: bool = True
) -> CircuitFit:
    """Fit a circuit.

    Args:
        spectrum: measured.
        circuit: of P parameters.
        weights: "modulus", "unit" or "proportional".
        start: of all parameters by name, to descend from there alone; None tries many.
        profile: intervals by profile likelihood; without, by the covariance, and fewer starts: for small circuits.

    Raises:
        ValueError: fewer numbers than parameters; a start that is incomplete; no such weights.
    """
    z, omega, count = spectrum.impedance, spectrum.omega, len(circuit.names)
    freedom = 2 * z.size - count
    if freedom < 3:
        raise ValueError(
            f"{spectrum.name}: {circuit.description} has {count} parameters and needs at least {(count + 4) // 2} points; "
            f"received {z.size}. Choose a circuit with fewer elements, or leave fewer points out."
        )
    low, high = bounds(circuit, omega, z)
    bare = Problem(circuit, omega, z, weights_of(weights, z), low, high)
    problem = Problem(circuit, omega, z, bare.weights, bare.coordinates(low), bare.coordinates(high))
    if start is None:
        x, squares = _searched(problem, STARTS if profile else FEW)
    else:
        x, squares = descend(problem, _from(problem, start)[None, :], STAGES[-1][0] if profile else FEW_STEPS)
    best = int(np.argmin(squares))
    solution = problem.coordinates(ordered(circuit, problem.values(x[best]), omega))
    others = _alternatives(problem, x, squares, solution) if start is None else ()
    return _told(problem, solution, weights, freedom, others, profile)


def _from(problem: Problem, start: Mapping[str, float]) -> Array:
    names = problem.circuit.names
    missing, unknown = [name for name in names if name not in start], [name for name in start if name not in names]
    if missing or unknown:
        raise ValueError(
            f"--start: must name every parameter of {problem.circuit.description}, which are {', '.join(names)}; "
            f"received {', '.join(start) or 'none'}. Correct the names."
        )
    return np.clip(problem.coordinates(np.array([start[name] for name in names], float)), problem.low, problem.high)


def _searched(problem: Problem, count: int) -> tuple[Array, Array]:
    """The best few of many descents."""
    x = problem.coordinates(starts(problem.circuit, problem.omega, problem.impedance, count))
    squares = np.full(len(x), inf)
    for rounds, kept in STAGES:
        x, squares = descend(problem, x, rounds)
        going_on = np.argsort(squares, kind="stable")[:kept]
        x, squares = x[going_on], squares[going_on]
    return x, squares


def _alternatives(problem: Problem, x: Array, squares: Array, solution: Array) -> tuple[Alternative, ...]:
    """Minima other than the solution that are at most ANOTHER times worse, each once."""
    least, seen, found = float(np.min(squares)), [solution], []
    for row in np.argsort(squares, kind="stable"):
        values = ordered(problem.circuit, problem.values(x[row]), problem.omega)
        own, worse = problem.coordinates(values), float(squares[row]) / max(least, 1e-300)
        if worse <= ANOTHER and all(np.max(np.abs(own - other)) > APART for other in seen):
            seen.append(own)
            found.append(Alternative(values, worse))
    return tuple(found)


def _told(problem: Problem, x: Array, weights: str, freedom: int, others: tuple[Alternative, ...], profile: bool) -> CircuitFit:
    """The solution with its intervals and cautions."""
    squares = float(problem.sum_of_squares(x))
    size = 1e-24 * problem.residuals(x).size  # rounding: data without noise have no residuals
    variance = max(squares, size) / freedom
    rows = problem.residuals(x).reshape(2, -1)
    chance = min(1.0, 2.0 * min(runs_p(rows[0]), runs_p(rows[1])))
    widened = 1.0
    if chance < CHANCE and squares > size:
        share = neighbourhood(rows)
        widened = (1.0 + share) / (1.0 - share)
    spread, reach = intervals.covariance(problem, x, variance * widened), reach_95(freedom)
    if profile:
        ends = intervals.profiled(problem, x, spread, variance * widened, reach)
    else:
        half = reach * np.sqrt(np.maximum(np.diag(spread), 0.0))
        ends = (np.maximum(x - half, problem.low), np.minimum(x + half, problem.high))
    parameters = determined.parameters(problem, x, ends, METHOD.format(weights=weights, interval=PROFILE if profile else LINEAR))
    numbers, free = 2 * problem.omega.size, x.size + 1
    aicc = numbers * log(max(squares, size) / numbers) + 2.0 * free + 2.0 * free * (free + 1) / max(numbers - free - 1, 1)
    others = tuple(other for other in others if determined.differs(problem.coordinates(other.values), parameters, ends))
    cautions = determined.of_the_whole(problem, x, spread, (chance if squares > size else 1.0, widened), others)
    fitted = problem.circuit.impedance(problem.values(x), problem.omega)
    return CircuitFit(
        problem.circuit, weights, problem.values(x), parameters, spread, reach, squares, freedom, aicc, fitted, others, cautions
    )  # fmt: skip

"""Complex nonlinear least squares from many starts side by side: projected Levenberg-Marquardt (Marquardt 1963) on whole batches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.impedance.circuit import Circuit, slopes
from stratode.lab.impedance.elements import Array, Complex

FARTHEST = 1.5  # of one step in a logarithm
SETTLED = 1e-10  # relative fall of the sum of squares below which a descent ends
STIFFEST = 1e10  # damping at which it gives up


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is fitted to what. Coordinates are logarithms of positive parameters and exponents themselves.

    Args:
        circuit: of P parameters.
        omega: rad/s, (F,).
        impedance: measured, ohm, (F,).
        weights: of real and imaginary residuals, (2, F), 1/ohm.
        low, high: bounds of the coordinates, (P,).
    """

    circuit: Circuit
    omega: Array
    impedance: Complex
    weights: Array
    low: Array
    high: Array

    @property
    def linear(self) -> NDArray[np.bool_]:
        """Which coordinates are the parameter itself, (P,)."""
        return np.array([p.role == "exponent" for p in self.circuit.parameters])

    def values(self, x: Array) -> Array:
        """Parameters of coordinates (..., P)."""
        return np.where(self.linear, x, np.exp(np.where(self.linear, 0.0, x)))

    def coordinates(self, values: Array) -> Array:
        """Coordinates of parameters (..., P)."""
        return np.where(self.linear, values, np.log(np.where(self.linear, 1.0, values)))

    def residuals(self, x: Array) -> Array:
        """Weighted, real parts then imaginary ones, (..., 2F)."""
        return self._split(self.circuit.impedance(self.values(x), self.omega) - self.impedance)

    def sum_of_squares(self, x: Array) -> Array:
        """Weighted, (...)."""
        squares = np.sum(self.residuals(x) ** 2, axis=-1)
        return np.where(np.isfinite(squares), squares, np.inf)

    def linearised(self, x: Array) -> tuple[Array, Array]:
        """Residuals (S, 2F) and their slopes (S, 2F, P) at coordinates (S, P)."""
        z, by_parameter = slopes(self.circuit, self.values(x), self.omega)
        return self._split(z - self.impedance), np.moveaxis(self._split(by_parameter), 0, -1)

    def _split(self, z: Complex) -> Array:
        return np.concatenate([z.real * self.weights[0], z.imag * self.weights[1]], axis=-1)


def descend(problem: Problem, x: Array, rounds: int, held: NDArray[np.bool_] | None = None) -> tuple[Array, Array]:
    """Coordinates (S, P) after at most `rounds` steps from `x`, and their sums of squares (S,).

    Args:
        problem: to solve.
        x: starts, (S, P), within the bounds.
        rounds: most steps.
        held: coordinates that stay as they are, (S, P).
    """
    x = np.clip(x, problem.low, problem.high)
    fixed = np.zeros(x.shape, bool) if held is None else held
    squares, damping = problem.sum_of_squares(x), np.full(len(x), 1e-2)
    going = np.isfinite(squares)
    for _ in range(rounds):
        at = np.flatnonzero(going)
        if not at.size:
            break
        proposed = _step(problem, x[at], damping[at], fixed[at])
        tried = problem.sum_of_squares(proposed)
        better = tried < squares[at]
        fall = (squares[at] - tried) / np.maximum(squares[at], 1e-300)
        x[at[better]], squares[at[better]] = proposed[better], tried[better]
        damping[at] = np.where(better, np.maximum(damping[at] * 0.2, 1e-12), damping[at] * 5.0)
        going[at[better & (fall < SETTLED)]] = False
        going[at[damping[at] > STIFFEST]] = False
    return x, squares


def _step(problem: Problem, x: Array, damping: Array, held: NDArray[np.bool_]) -> Array:
    """Coordinates after one damped step; a coordinate at a bound that would leave it stays."""
    r, slope = problem.linearised(x)
    gradient = np.einsum("sip,si->sp", slope, r)
    curvature = np.einsum("sip,siq->spq", slope, slope)
    finite = np.isfinite(gradient).all(axis=1) & np.isfinite(curvature).all(axis=(1, 2))
    outward = ((x <= problem.low) & (gradient > 0.0)) | ((x >= problem.high) & (gradient < 0.0))
    still = held | outward | ~finite[:, None]
    diagonal = np.einsum("spp->sp", curvature)
    scale = diagonal + 1e-12 * np.max(np.where(np.isfinite(diagonal), diagonal, 0.0), axis=1, keepdims=True) + 1e-300
    free = ~still
    both = free[:, :, None] & free[:, None, :]
    eye = np.eye(x.shape[1])
    # scaled to unit diagonal, so that parameters of any size are solved alike
    root = np.sqrt(scale)
    matrix = (
        np.where(both, curvature / (root[:, :, None] * root[:, None, :]), 0.0) + eye * np.where(free, damping[:, None], 1.0)[:, :, None]
    )
    right = np.where(free, -gradient / root, 0.0)
    step = np.linalg.solve(matrix, right[..., None])[..., 0] / root
    step = np.where(free, np.clip(step, -FARTHEST, FARTHEST), 0.0)
    return np.clip(x + step, problem.low, problem.high)

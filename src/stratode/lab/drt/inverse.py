"""The inverse problem of the distribution of relaxation times, and its regularised non-negative solution."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from stratode.lab.drt.basis import TauGrid, grid_of, kernel, slopes
from stratode.lab.record import Array
from stratode.lab.spectrum import MeasuredSpectrum

MOST_ROUNDS = 60  # of the active-set method, per unknown; it needs about one


class NotConverged(RuntimeError):
    """A non-negative least-squares problem was not solved."""


class Part(Enum):
    """Which part of the impedance is fitted."""

    BOTH = "both"
    REAL = "real"
    IMAGINARY = "imaginary"


class Noise(Enum):
    """How the noise of a point goes with its impedance."""

    CONSTANT = "constant"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True)
class Elements:
    """What stands in series with the distribution.

    Args:
        inductance: an inductance.
        capacitance: a capacitance, for an electrode that blocks.
    """

    inductance: bool = True
    capacitance: bool = False


@dataclass(frozen=True, eq=False)
class Inverse:
    """minimise sum |w (Z_model - Z)|^2 / s^2 + strength * integral (d(gamma/s)/d ln tau)^2 d ln tau, all unknowns >= 0.

    s is the mean of |Z|; w is 1, or s/|Z| where the noise is proportional to |Z|. Z_model = R_inf + i omega L + 1/(i omega C) +
    integral gamma / (1 + i omega tau) d ln tau.

    Args:
        spectrum: that was measured.
        grid: of time constants.
        part: what is fitted.
        noise: that the weights suppose.
        elements: beside the series resistance.
        ends: the spectrum is taken to come to the real axis (or to a series capacitance).
    """

    spectrum: MeasuredSpectrum
    grid: TauGrid
    part: Part
    noise: Noise
    elements: Elements
    ends: bool = True

    @cached_property
    def size(self) -> float:
        """Mean of |Z|, ohm: the unit of all unknowns within."""
        return float(np.abs(self.spectrum.impedance).mean())

    @cached_property
    def weight(self) -> Array:
        """Of each frequency, (N,)."""
        z = np.abs(self.spectrum.impedance)
        return np.ones_like(z) if self.noise is Noise.CONSTANT else self.size / z

    @cached_property
    def columns(self) -> NDArray[np.complex128]:
        """Impedance of each unknown over `size`, (N, M + E): gamma, then series resistance, inductance, capacitance as there are."""
        omega = self.spectrum.omega
        beside = [np.ones_like(omega) + 0j]
        if self.elements.inductance:
            beside.append(1j * omega / omega.max())
        if self.elements.capacitance:
            beside.append(-1j * omega.min() / omega)
        return np.concatenate([kernel(self.spectrum.frequency, self.grid), np.transpose(beside)], axis=1)

    @property
    def slowest(self) -> float:
        """Time constant of the lowest frequency, s."""
        return float(0.5 / (np.pi * self.spectrum.frequency.min()))

    @property
    def points(self) -> int:
        """M, of the grid."""
        return self.grid.log_tau.size

    @cached_property
    def matrix(self) -> Array:
        """Weighted rows of what is fitted, (K, M + E)."""
        return self.rows(self.part)

    @cached_property
    def data(self) -> Array:
        """Weighted, (K,)."""
        return self.values(self.part)

    @cached_property
    def penalty(self) -> Array:
        """Of unit strength, (M + 1, M + E); what stands in series is not penalised."""
        bent = slopes(self.grid)
        return np.concatenate([bent, np.zeros((bent.shape[0], self.columns.shape[1] - self.points))], axis=1)

    def rows(self, part: Part) -> Array:
        """Weighted rows of a part of the impedance."""
        return _stacked(self.columns * self.weight[:, None], part)

    def values(self, part: Part) -> Array:
        """Weighted data of a part of the impedance."""
        return _stacked(self.spectrum.impedance / self.size * self.weight, part)

    def solve(self, strength: float, part: Part | None = None) -> Array:
        """The non-negative minimum, (M + E,), in units of `size`.

        Raises:
            NotConverged: the active-set method did not end.
        """
        matrix, data = (self.matrix, self.data) if part is None else (self.rows(part), self.values(part))
        return non_negative(
            np.concatenate([matrix, np.sqrt(strength) * self.penalty]), np.concatenate([data, np.zeros(self.penalty.shape[0])])
        )

    def completed(self, unknowns: Array) -> Array:
        """The unknowns with those that the fitted part does not see found from the other part by least squares."""
        if self.part is Part.BOTH:
            return unknowns
        other = Part.IMAGINARY if self.part is Part.REAL else Part.REAL
        unseen = np.flatnonzero(~self.matrix.any(axis=0))
        rows = self.rows(other)
        found = unknowns.copy()
        found[unseen] = 0.0
        if unseen.size:
            found[unseen] = non_negative(rows[:, unseen], self.values(other) - rows @ found)
        return found

    def impedance(self, unknowns: Array) -> NDArray[np.complex128]:
        """That the unknowns give, ohm, (N,)."""
        return self.size * (self.columns @ unknowns)


def inverse_of(spectrum: MeasuredSpectrum, part: Part, noise: Noise, elements: Elements, ends: bool) -> Inverse:
    """The problem on the grid that the frequencies allow; `ends`: the spectrum comes to the real axis, or to a series capacitance."""
    return Inverse(spectrum, grid_of(spectrum.frequency, ends=ends), part, noise, elements, ends)


def height_at_the_end(spectrum: MeasuredSpectrum) -> float:
    """-Z'' at the three lowest frequencies over the span of the real part."""
    z = spectrum.impedance
    return float(np.median(-z.imag[-3:])) / max(float(np.ptp(z.real)), 1e-300)


def non_negative(matrix: Array, data: Array) -> Array:
    """Non-negative least squares (Lawson & Hanson 1974, Solving Least Squares Problems, chapter 23).

    Raises:
        NotConverged: the active-set method did not end.
    """
    try:
        found, _ = nnls(matrix, data, maxiter=MOST_ROUNDS * matrix.shape[1])
    except RuntimeError as error:
        rule = f"the non-negative fit of {matrix.shape[1]} unknowns did not end within {MOST_ROUNDS * matrix.shape[1]} steps"
        raise NotConverged(f"{rule}. Leave out points that stand apart, or fit one part of the impedance only.") from error
    return np.asarray(found, float)


def _stacked(values: NDArray[np.complex128], part: Part) -> Array:
    if part is Part.REAL:
        return np.ascontiguousarray(values.real)
    if part is Part.IMAGINARY:
        return np.ascontiguousarray(values.imag)
    return np.concatenate([values.real, values.imag])

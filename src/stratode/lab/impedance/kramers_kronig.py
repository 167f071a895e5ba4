"""Is a spectrum that of a linear, causal cell that stayed as it was? The linear Kramers-Kronig test, before anything else.

Schönleber, Klotz & Ivers-Tiffée (2014), Electrochim. Acta 131, 20: a row of relaxations, which obeys the Kramers-Kronig relations whatever
its resistances, is fitted by linear least squares; what it cannot follow breaks the relations. Their mu falls when resistances of opposite
sign begin to follow noise. It alone stops too early on a single sharp relaxation and too late on data without noise, so it is guarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, log10

import numpy as np
from numpy.typing import NDArray

from stratode.lab.impedance.elements import Array, Complex
from stratode.lab.impedance.residues import noise_of
from stratode.lab.spectrum import MeasuredSpectrum

MU = 0.85  # below which more relaxations follow noise (Schönleber et al. 2014)
FEWEST = 3  # relaxations
PER_DECADE = 4.0  # relaxations at most
POINT = 0.01  # of |Z|: a single residual that is not tolerated, where noise is small
TREND = 0.003  # of |Z|: a mean of neighbours that is not tolerated
NEIGHBOURS = 5  # points of such a mean
SURE = 4.5  # times the noise, beyond which it is not noise
CRITERION = (
    f"no residual beyond {POINT:.0%} of |Z| or {SURE} times the noise, "
    f"and no mean of {NEIGHBOURS} neighbours beyond {TREND:.1%} or {SURE} times its noise, whichever is larger"
)
METHOD = "linear Kramers-Kronig test (Schönleber, Klotz & Ivers-Tiffée 2014, Electrochim. Acta 131, 20)"


@dataclass(frozen=True, slots=True, eq=False)
class KramersKronig:
    """The verdict and what it rests on.

    Args:
        passes: whether the relations hold to the criterion.
        elements: how many relaxations were fitted.
        mu: of that fit.
        form: "impedance" or "admittance", whichever row of relaxations followed the spectrum better.
        fitted: by the row, ohm, (F,).
        residuals: (measured - fitted)/|measured|, complex, (F,).
        noise: standard deviation of a residual that does not follow from its neighbours.
        breaks: the points that break the relations, (F,).
    """

    passes: bool
    elements: int
    mu: float
    form: str
    fitted: Complex
    residuals: Complex
    noise: float
    breaks: NDArray[np.bool_]

    @property
    def decided(self) -> bool:
        """Whether there were points enough for a verdict: few pass whatever they are, for a row of relaxations runs through them."""
        return self.residuals.size >= NEIGHBOURS or not self.passes

    @property
    def verdict(self) -> str:
        """In words."""
        return ("passes" if self.passes else "fails") if self.decided else "undecided: too few points"

    @property
    def rms(self) -> float:
        """Of all residuals, real and imaginary, of |Z|."""
        return float(np.sqrt(np.mean(np.stack([self.residuals.real, self.residuals.imag]) ** 2)))

    @property
    def largest(self) -> float:
        """Largest residual, real or imaginary, of |Z|."""
        return float(np.max(np.abs(np.stack([self.residuals.real, self.residuals.imag]))))


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row of relaxations that was fitted: its number, mu, impedance (F,), and what Schwarz's criterion says of it."""

    count: int
    mu: float
    fitted: Complex
    criterion: float


def kramers_kronig(spectrum: MeasuredSpectrum) -> KramersKronig:
    """Test a spectrum; both rows are tried, that of impedances, and that of admittances for what blocks or is inductive."""
    z, omega = spectrum.impedance, spectrum.omega
    tried = {form: _chosen(omega, z, form) for form in ("impedance", "admittance")}
    form = min(tried, key=lambda name: tried[name].criterion)
    row = tried[form]
    residuals = (z - row.fitted) / np.abs(z)
    parts = np.stack([residuals.real, residuals.imag])
    freedom = max(2 * z.size - row.count - 3, 1) / (2 * z.size)  # a fit with many terms takes up a share of the noise
    noise = float(np.median([noise_of(part) for part in parts])) / float(np.sqrt(freedom)) if z.size >= FEWEST else 0.0
    breaks = _breaks(parts, noise)
    return KramersKronig(not breaks.any(), row.count, row.mu, form, row.fitted, residuals, noise, breaks)


def _breaks(parts: Array, noise: float) -> NDArray[np.bool_]:
    """Points that are too far off, alone or with their neighbours; parts (2, F)."""
    alone = np.any(np.abs(parts) > max(POINT, SURE * noise), axis=0)
    if parts.shape[1] < NEIGHBOURS:
        return np.asarray(alone, bool)
    means = np.stack([np.convolve(row, np.full(NEIGHBOURS, 1.0 / NEIGHBOURS), "valid") for row in parts])
    together = np.any(np.abs(means) > max(TREND, SURE * noise / np.sqrt(NEIGHBOURS)), axis=0)
    within = np.convolve(together.astype(float), np.ones(NEIGHBOURS), "full") > 0.0
    return np.asarray(alone | (within & np.any(np.abs(parts) > TREND, axis=0)))


def _chosen(omega: Array, z: Complex, form: str) -> _Row:
    """The row whose number mu chooses, but for Schwarz's criterion where that asks for more: the guard against a row that is too short.

    The guard against a row that is too long is its limit: PER_DECADE relaxations, and a number for every two of the data.
    """
    decades = log10(float(omega.max() / omega.min()))
    most = max(min(ceil(PER_DECADE * decades), z.size - 2), 1)
    rows = [_fitted(omega, z, count, form) for count in range(min(FEWEST, most), most + 1)]
    best = min(range(len(rows)), key=lambda k: rows[k].criterion)
    by_mu = next((k for k, row in enumerate(rows) if row.mu < MU), best)
    return rows[max(best, by_mu)]


def _fitted(omega: Array, z: Complex, count: int, form: str) -> _Row:
    """A row of `count` relaxations between the measured frequencies, with a resistance, an inductance and a capacitance in series.

    Of admittances: a conductance, a capacitance and an inductance in parallel with branches of R and C in series.
    """
    w = omega[:, None]
    taus = np.geomspace(1.0 / omega.max(), 1.0 / omega.min(), count)
    relaxed = 1.0 / (1.0 + 1j * w * taus)
    ends = np.hstack([np.ones_like(w) + 0j, 1j * w / omega.max(), omega.min() / (1j * w)])
    target = z if form == "impedance" else 1.0 / z
    columns = np.hstack([ends, relaxed if form == "impedance" else 1j * w * taus * relaxed]) / np.abs(target)[:, None]
    matrix = np.vstack([columns.real, columns.imag])
    right = np.concatenate([(target / np.abs(target)).real, (target / np.abs(target)).imag])
    norm = np.linalg.norm(matrix, axis=0)
    weights = np.linalg.lstsq(matrix / norm, right, rcond=1e-13)[0] / norm
    own = weights[3:]
    mu = 1.0 - float(np.sum(-own[own < 0.0])) / max(float(np.sum(own[own >= 0.0])), 1e-300)
    modelled = (columns * np.abs(target)[:, None]) @ weights
    fitted = np.asarray(modelled if form == "impedance" else 1.0 / modelled, dtype=complex)
    numbers = right.size
    squares = float(np.sum(np.abs((fitted - z) / np.abs(z)) ** 2))
    return _Row(count, mu, fitted, numbers * log(max(squares, 1e-18 * numbers) / numbers) + (count + 3) * log(numbers))

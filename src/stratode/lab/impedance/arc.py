"""Charge-transfer resistance: the diameter of an arc, by a constrained fit of the part of the spectrum that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance import derived
from stratode.lab.impedance.candidates import Candidate, averaged, fitted, part_of, systematic, window_of
from stratode.lab.impedance.elements import Array, Complex
from stratode.lab.impedance.fit import CircuitFit
from stratode.lab.impedance.kramers_kronig import KramersKronig
from stratode.lab.impedance.residues import FEWEST
from stratode.lab.spectrum import MeasuredSpectrum

TALLEST = 0.02  # of the largest arc's height, below which a rise of -Z'' is no arc
NOISE = 4.0  # times the noise of |Z|, likewise
TAIL = 0.5  # decades beyond an arc's end that are fitted too, so that what follows is told apart
DETERMINED = 1.0  # decades of an interval at most
NAME, SYMBOL = "charge-transfer resistance", "R_ct"
METHOD = "constrained complex fit of the arc, {{circuits}}, {}; interval by the covariance of the residuals and Student's t"


@dataclass(frozen=True, slots=True)
class Peak:
    """A local maximum of -Z''.

    Args:
        at: index of the maximum.
        start, stop: indices of the valleys at higher and lower frequency.
        height: over the higher of the two valleys, ohm.
    """

    at: int
    start: int
    stop: int
    height: float


@dataclass(frozen=True, slots=True, eq=False)
class Arc:
    """A fitted arc.

    Args:
        fit: the circuit that the data support most.
        window: lowest and highest frequency that was fitted, Hz.
        peaks: of all arcs found, highest first, Hz.
        estimates: R_ct and what came with it.
    """

    fit: CircuitFit
    window: tuple[float, float]
    peaks: tuple[float, ...]
    estimates: tuple[Estimate, ...]


def peaks(spectrum: MeasuredSpectrum, smooth: Complex, noise: float) -> list[Peak]:
    """Arcs that stand out, the highest first.

    Args:
        spectrum: measured.
        smooth: the same without noise, (F,), as the Kramers-Kronig test fitted it.
        noise: of |Z|, relative.
    """
    height = -smooth.imag
    inner = np.flatnonzero((height[1:-1] >= height[:-2]) & (height[1:-1] > height[2:])) + 1
    found = []
    for at in inner[(height[inner] > 0.0) & (spectrum.impedance.imag[inner] < 0.0)]:
        start, stop = _valley(height, int(at), -1), _valley(height, int(at), 1)
        rise = float(height[at] - max(height[start], height[stop], 0.0))
        if rise > NOISE * noise * abs(spectrum.impedance[at]):
            found.append(Peak(int(at), start, stop, rise))
    tallest = max((one.height for one in found), default=0.0)
    return sorted((one for one in found if one.height > TALLEST * tallest), key=lambda one: -one.height)


def _valley(height: Array, at: int, step: int) -> int:
    """Index where -Z'' ends to fall from a peak, or the axis is reached."""
    k = at
    while 0 <= k + step < height.size and height[k + step] < height[k] and height[k + step] > 0.0:
        k += step
    return k


def arc(spectrum: MeasuredSpectrum, tested: KramersKronig, window: tuple[float, float] | None = None) -> Arc | None:
    """R_ct of the highest arc, fitted together with the arcs next to it, or of the one arc in a window; None where there is none.

    Args:
        spectrum: measured.
        tested: its Kramers-Kronig test.
        window: lowest and highest frequency of the arc, Hz; None to find them.

    Raises:
        ValueError: a window that holds too few points.
    """
    found = peaks(spectrum, tested.fitted, tested.noise)
    if window is None and not found:
        return None
    if window is not None:
        part, summits, own = *_asked(spectrum, window), 0
    else:
        inside, summits, own = _found(spectrum, found)
        if inside.size < FEWEST:
            return None
        part = part_of(spectrum, inside)
    fits = fitted(part, _candidates(part, summits, bool((spectrum.impedance.imag > 0.0).any())))
    each = [_resistance(fits, k, part, "window asked for" if window else "window found from valley to valley") for k in range(len(summits))]
    one = replace(each[own], name=NAME, symbol=SYMBOL)
    if not one.low or not one.high or np.log10(one.high / one.low) > DETERMINED:
        return None
    one = one.beware(*systematic(fits[0]), *(_several(found, spectrum) if window is None else ()))
    beside = tuple(
        replace(other, name=f"resistance of the arc at {summit:.3g} Hz", symbol=f"R_arc{k + 1}")
        for k, (other, summit) in enumerate(zip(each, summits, strict=True))
        if k != own
    )
    every = tuple(float(spectrum.frequency[p.at]) for p in found)
    return Arc(fits[0], (float(part.frequency[-1]), float(part.frequency[0])), every, (one, _capacitance(fits[0], own, part), *beside))


def _resistance(fits: Sequence[CircuitFit], k: int, part: MeasuredSpectrum, how: str) -> Estimate:
    def of(one: CircuitFit) -> Estimate:
        fitted_one = one.parameters[one.circuit.names.index(f"R{k + 1}")]
        return Estimate(
            name=NAME,
            symbol=SYMBOL,
            value=fitted_one.value,
            low=fitted_one.low,
            high=fitted_one.high,
            unit="ohm",
            method=METHOD.format(how),
            window=window_of(part),
        )

    return averaged(fits, of)


def _several(found: list[Peak], spectrum: MeasuredSpectrum) -> tuple[Caution, ...]:
    if len(found) < 2:
        return ()
    told = ", ".join(f"{spectrum.frequency[p.at]:.4g} Hz" for p in found)
    words = (
        f"R_ct: there are {len(found)} arcs, with peaks at {told}; the first, the highest, was taken. Choose with --arc-fmin, --arc-fmax."
    )
    return (Caution("several_arcs", words),)


def _capacitance(best: CircuitFit, k: int, part: MeasuredSpectrum) -> Estimate:
    """The capacitance of the arc's constant-phase element at its summit, (Q R^(1-n))^(1/n)."""
    names = best.circuit.names
    r, q, n = (names.index(name) for name in (f"R{k + 1}", f"CPE{k + 1}_0", f"CPE{k + 1}_1"))
    return derived.positive(
        best,
        lambda v: float((v[q] * v[r] ** (1.0 - v[n])) ** (1.0 / v[n])),
        name="capacitance of the arc",
        symbol="C_dl",
        unit="F",
        method=f"(Q R_ct^(1-n))^(1/n) of {best.circuit.description} (Hsu & Mansfeld 2001, Corrosion 57, 747)",
        window=window_of(part),
    )


def _asked(spectrum: MeasuredSpectrum, window: tuple[float, float]) -> tuple[MeasuredSpectrum, list[float]]:
    """The points of a window and the frequency at which -Z'' is highest among them."""
    f = spectrum.frequency
    inside = np.flatnonzero((f >= window[0]) & (f <= window[1]))
    if inside.size < FEWEST:
        raise ValueError(
            f"--arc-fmin, --arc-fmax: an arc needs at least {FEWEST} points between them; received {inside.size} between {window[0]:g} and "
            f"{window[1]:g} Hz. Widen the window; the data reach from {f[-1]:g} to {f[0]:g} Hz."
        )
    part = part_of(spectrum, inside)
    return part, [float(part.frequency[int(np.argmax(-part.impedance.imag))])]


def _found(spectrum: MeasuredSpectrum, found: list[Peak]) -> tuple[NDArray[np.int64], list[float], int]:
    """The points of the highest arc and its neighbours, from valley to valley and a little beyond; their peaks; which is the highest."""
    f, by_frequency = spectrum.frequency, sorted(found, key=lambda one: one.at)
    own = by_frequency.index(found[0])
    near = by_frequency[max(own - 1, 0) : own + 2]
    beyond = f[near[-1].stop] * 10.0**-TAIL
    places = np.arange(f.size, dtype=np.int64)
    inside = places[(places >= near[0].start) & (f >= beyond) & (spectrum.impedance.imag <= 0.0)]
    return inside, [float(f[one.at]) for one in near], near.index(found[0])


def _candidates(part: MeasuredSpectrum, summits: list[float], inductive: bool) -> list[Candidate]:
    """Arcs alone, with a tail behind them, with diffusion in the last (Randles 1947); with an inductance if points are inductive."""
    z, f, count = part.impedance, part.frequency, len(summits)
    largest = float(np.abs(z).max())
    fast = max(float(z.real[0]), 1e-3 * largest)
    start, before = {"R0": fast}, fast
    for k, summit in enumerate(summits, 1):
        tau, middle = 1.0 / (2.0 * np.pi * summit), float(z.real[int(np.argmin(np.abs(f - summit)))])
        width = max(2.0 * (middle - before), 0.05 * largest)
        before += width
        start |= {f"R{k}": width, f"CPE{k}_0": tau**0.9 / width, f"CPE{k}_1": 0.9}
    slow, last = 2.0 * np.pi * float(f[-1]), count + 1
    tail = max(0.5 * abs(float(z.imag[-1])), 1e-3 * largest)
    arcs = "-".join(f"p(R{k},CPE{k})" for k in range(1, last))
    found: list[tuple[str, dict[str, float]]] = [
        (f"R0-{arcs}", start),
        (f"R0-{arcs}-CPE{last}", start | {f"CPE{last}_0": 1.0 / (tail * slow**0.5), f"CPE{last}_1": 0.5}),
        (f"R0-{arcs[: -len(f',CPE{count})')]}-W1,CPE{count})", start | {"W1": tail * np.sqrt(slow)}),
    ]
    if inductive:
        own = {"L0": max(0.1 * abs(float(z.imag[0])), 1e-3 * fast) / (2.0 * np.pi * float(f[0]))}
        found += [(f"L0-{description}", own | values) for description, values in found]
    return list(found)

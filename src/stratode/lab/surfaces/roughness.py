"""Areal surface texture: Sa, Sq, Sz, Ssk, Sku and the autocorrelation length (ISO 25178-2), with intervals from sub-areas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import jackknifed
from stratode.lab.surfaces.height_map import HeightMap
from stratode.lab.surfaces.levelling import Levelled, Levelling, levelled

Array = NDArray[np.float64]
BLOCKS = 5  # along each edge
FALLEN = 0.2  # autocorrelation at which its length is read (ISO 25178-2, Sal)
FEW_PIXELS = 3.0  # an autocorrelation length of fewer pixels is not resolved
LONG = 0.25  # of a block's edge: a longer autocorrelation length leaves blocks dependent
TILTED = 10.0  # times the root mean square about it: a larger rise of the plane is told
HEAVY = 5.0  # kurtosis that is told
COARSE = 0.2  # of Sq: a larger step of the heights is told
NAMES = {
    "Sa": "arithmetical mean height",
    "Sq": "root mean square height",
    "Ssk": "skewness",
    "Sku": "kurtosis",
}


@dataclass(frozen=True, slots=True, eq=False)
class RoughnessAnalysis:
    """What came out.

    Args:
        surface: that was measured.
        how: what was taken off.
        levelled: the texture that is left.
        blocks: (BLOCKS, BLOCKS) Sa of each sub-area, m.
        estimates: the numbers.
        cautions: what to beware of.
    """

    surface: HeightMap
    how: Levelling
    levelled: Levelled
    blocks: Array
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def analyse(surface: HeightMap, how: Levelling | None = None) -> RoughnessAnalysis:
    """The texture of a surface.

    Args:
        surface: heights over an area.
        how: form and filters; a plane and none where not stated.

    Raises:
        ValueError: a flat map.
    """
    how = how or Levelling()
    left = levelled(surface, how)
    z = left.heights
    if not np.nanstd(z) > 1e-12 * float(np.nanmax(np.abs(surface.heights))):
        raise ValueError(f"{surface.origin.file}: all heights are alike; there is no texture to measure. Check the file and --height.")
    moments = _moments(z)
    whole = moments.sum(axis=0)
    others = whole - moments
    length = autocorrelation_length(z, left.pixel)
    estimates = [_estimate(symbol, _of(symbol), whole, others, how) for symbol in NAMES]
    estimates[2:2] = _extremes(z, _said(how))
    if length is not None:
        estimates.append(_length(length))
    blocks = moments[:, 1] / np.maximum(moments[:, 0], 1.0)
    cautions = _cautions(surface, left, how, length)
    return RoughnessAnalysis(surface, how, left, blocks.reshape(BLOCKS, BLOCKS), tuple(estimates), cautions)


def autocorrelation_length(z: Array, pixel: float) -> float | None:
    """Distance of the fastest decay of the autocorrelation to 0.2, m; None where it falls nowhere within the map (Sal, ISO 25178-2)."""
    known = np.isfinite(z)
    shape = [2 * n for n in z.shape]
    transform = np.fft.rfft2(np.where(known, z, 0.0), shape)
    weight = np.fft.irfft2(np.abs(np.fft.rfft2(known.astype(float), shape)) ** 2, shape)
    acf = np.fft.irfft2(np.abs(transform) ** 2, shape) / np.maximum(weight, 0.5)
    acf /= acf[0, 0]
    distance = np.hypot(*np.meshgrid(*(np.fft.fftfreq(n) * n for n in shape), indexing="ij"))
    fallen = (acf < FALLEN) & (weight > 0.25 * known.sum())
    if not np.any(fallen):
        return None
    k = np.unravel_index(int(np.argmin(np.where(fallen, distance, np.inf))), acf.shape)
    r = float(distance[k])
    before = acf[tuple(round(i * (r - 1.0) / r) if r > 1.0 else 0 for i in (_signed(k[0], shape[0]), _signed(k[1], shape[1])))]
    share = (before - FALLEN) / (before - acf[k]) if before > acf[k] else 1.0
    return float((r - 1.0 + np.clip(share, 0.0, 1.0)) * pixel)


def _signed(index: np.intp, size: int) -> int:
    return int(index) if index <= size // 2 else int(index) - size


def _moments(z: Array) -> Array:
    """(BLOCKS^2, 7): of each sub-area how many heights, and the sums of |z|, z^2, z^3, z^4, z, sign z."""
    parts = [block for rows in np.array_split(z, BLOCKS, axis=0) for block in np.array_split(rows, BLOCKS, axis=1)]
    known = [part[np.isfinite(part)] for part in parts]
    return np.array([[k.size, np.sum(np.abs(k)), np.sum(k**2), np.sum(k**3), np.sum(k**4), np.sum(k), np.sum(np.sign(k))] for k in known])


def _of(symbol: str) -> Callable[[Array], float]:
    """The parameter as a function of the sums of :func:`_moments`."""
    return {
        "Sa": lambda m: float(m[1] / m[0] - m[5] / m[0] * m[6] / m[0]),  # about the mean of what is summed, to first order
        "Sq": lambda m: float(np.sqrt(_central(m)[0])),
        "Ssk": lambda m: _central(m)[1] / _central(m)[0] ** 1.5,
        "Sku": lambda m: _central(m)[2] / _central(m)[0] ** 2,
    }[symbol]


def _central(sums: Array) -> tuple[float, float, float]:
    """Second to fourth moment about the mean."""
    second, third, fourth, mean = (float(s) / float(sums[0]) for s in sums[2:6])
    return (
        second - mean**2,
        third - 3.0 * mean * second + 2.0 * mean**3,
        fourth - 4.0 * mean * third + 6.0 * mean**2 * second - 3.0 * mean**4,
    )


def _estimate(symbol: str, statistic: Callable[[Array], float], whole: Array, others: Array, how: Levelling) -> Estimate:
    found = jackknifed(statistic(whole), np.array([statistic(other) for other in others]), BLOCKS)
    length = symbol in ("Sa", "Sq")
    return Estimate(
        name=NAMES[symbol],
        symbol=symbol,
        value=found.value,
        low=found.value - found.half,
        high=found.value + found.half,
        unit="m" if length else "",
        method=f"ISO 25178-2, {_said(how)}; interval by the jackknife over {BLOCKS} x {BLOCKS} sub-areas and neighbours (Miller 1974)",
    )


def _extremes(z: Array, said: str) -> list[Estimate]:
    """Sp, Sv, Sz: single points, which grow with the area and have no interval."""
    top, bottom = float(np.nanmax(z)), float(-np.nanmin(z))
    named = (("Sz", "maximum height", top + bottom), ("Sp", "maximum peak height", top), ("Sv", "maximum pit depth", bottom))
    caution = Caution(
        "extreme", "Sz, Sp and Sv rest on single points and grow with the area; compare equal areas only. No interval is given."
    )
    how = f"ISO 25178-2, {said}"
    return [Estimate(name=n, symbol=s, value=max(v, 0.0), unit="m", method=how, cautions=(caution,)) for s, n, v in named]


def _length(length: float) -> Estimate:
    how = "fastest decay of the autocorrelation to 0.2 (ISO 25178-2)"
    return Estimate(name="autocorrelation length", symbol="Sal", value=length, unit="m", method=how)


def _said(how: Levelling) -> str:
    """What was taken off, in words."""
    form = {"none": "mean removed", "plane": "plane removed", "quadratic": "second-degree surface removed"}[how.form]
    s = "no S-filter" if how.s_filter is None else f"S-filter {how.s_filter * 1e6:.4g} um"
    long = "no L-filter" if how.l_filter is None else f"L-filter {how.l_filter * 1e6:.4g} um"
    return f"{form}, {s}, {long}"


def _cautions(surface: HeightMap, left: Levelled, how: Levelling, length: float | None) -> tuple[Caution, ...]:
    z, pixel, told = left.heights, left.pixel, []
    sq = float(np.nanstd(z))
    block = min(z.shape) / BLOCKS * pixel
    if left.dropouts:
        told.append(
            Caution("dropouts", f"Of {z.size} heights {left.dropouts} are missing ({100 * left.dropouts / z.size:.2g} %) and not used.")
        )
    if left.outliers:
        words = f"Heights far from their neighbours are left out: {left.outliers}. Keep them with --keep-outliers."
        told.append(Caution("outliers", words))
    if left.rise > TILTED * left.flat:
        words = (
            f"The surface is tilted: its plane rises by {left.rise * 1e6:.3g} um ({np.degrees(np.arctan(left.tilt)):.2g} degrees), "
            f"{left.rise / left.flat:.3g} times what is left about it. "
            + ("It is removed." if how.form != "none" else "It is NOT removed; use --form plane.")
        )
        told.append(Caution("tilted", words))
    if length is not None and how.s_filter is None and length < FEW_PIXELS * pixel:
        words = (
            f"The texture changes within {length / pixel:.2g} pixels: finer texture is not resolved, or this is noise. "
            "Magnify, or state --s-filter."
        )
        told.append(Caution("resolution", words))
    if length is None or length > LONG * block:
        shown = "the whole map" if length is None else f"{length * 1e6:.3g} um"
        words = f"The texture is alike over {shown}, sub-areas are {block * 1e6:.3g} um: intervals are too narrow. Measure a larger area."
        told.append(Caution("small_area", words))
    if np.nanmean(z**4) > HEAVY * sq**4:
        words = (
            f"A few high or deep places make up the texture (Sku {np.nanmean(z**4) / sq**4:.3g}): intervals of Ssk and Sku are too narrow."
        )
        told.append(Caution("heavy_tails", words))
    levels = np.unique(surface.heights[np.isfinite(surface.heights)])
    step = float(np.median(np.diff(levels))) if levels.size > 1 else 0.0
    if levels.size < 256 and step > COARSE * sq:
        words = f"Heights come in steps of {step * 1e9:.3g} nm, Sq is {sq * 1e9:.3g} nm. Export more digits, or check --height."
        told.append(Caution("coarse_heights", words))
    return tuple(told)

"""A pattern evaluated: its peaks, and where it is a layered oxide its cell and order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.diffraction.fit import FittedPeak, FittedRegion, fit_region
from stratode.lab.diffraction.lattice import (
    A_START,
    C_START,
    REFLECTIONS,
    Cell,
    Position,
    best_position,
    cell_estimates,
    cell_of,
    indexed,
    order_estimates,
    spacing,
)
from stratode.lab.diffraction.pattern import Pattern
from stratode.lab.diffraction.radiation import Radiation
from stratode.lab.diffraction.search import PROMINENCE, Region, Start, regions_of, starts_of
from stratode.lab.estimate import Caution, Estimate

ADDED = 4.0  # standard errors of its area that a reflection hidden in a shoulder must reach
SINGLE_BETTER = 1.1  # by how much more a doublet scatters than a single line before that is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is stated beside a pattern.

    Args:
        source: of the radiation.
        layered: index as a layered oxide, R-3m.
        start: a and c to begin with, m.
        position: what is fitted beside the cell; None to choose.
        prominence: share of the largest count that is a peak.
        between: degrees, part of the pattern; None for all.
    """

    source: Radiation
    layered: bool = False
    start: tuple[float, float] = (A_START, C_START)
    position: Position | None = None
    prominence: float = PROMINENCE
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Diffraction:
    """What a pattern says.

    Args:
        pattern: as read.
        regions: fitted.
        cell: of a layered oxide; None where it was not asked for or not determined.
        wish: as stated.
        estimates: numbers.
        cautions: of the whole.
    """

    pattern: Pattern
    regions: tuple[FittedRegion, ...]
    cell: Cell | None
    wish: Wish
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    @property
    def peaks(self) -> tuple[FittedPeak, ...]:
        """Of all regions, by rising angle."""
        return tuple(sorted((p for r in self.regions for p in r.peaks), key=lambda p: p.centre))


def diffraction(pattern: Pattern, wish: Wish) -> Diffraction:
    """Fit a pattern's peaks, and index them where a layered oxide is asked for.

    Raises:
        ValueError: no peak stands above the noise; a part that holds too few points.
    """
    part = _part(pattern, wish)
    starts = starts_of(part, wish.source, wish.prominence)
    if not starts:
        raise ValueError(
            f"{part.origin.file}: no peak stands nine times the noise and {100.0 * wish.prominence:.3g} % of the largest count above its "
            "surroundings. Lower --prominence, or count longer."
        )
    areas = regions_of(part, starts, wish.source)
    fitted = [fit_region(part, region, wish.source) for region in areas]
    if wish.layered:
        areas, fitted = _with_hidden(part, areas, fitted, wish)
    kept = tuple(one for one in fitted if one is not None)
    peaks = tuple(sorted((p for r in kept for p in r.peaks), key=lambda p: p.centre))
    told = [*pattern.cautions, *_lost(areas, fitted), *_doublet(part, areas, kept, wish.source)]
    found = indexed(peaks, wish.source, wish.start) if wish.layered else {}
    cell = cell_of(found, wish.source, wish.position or best_position(found)) if wish.layered else None
    if wish.layered and cell is None:
        words = (
            f"reflections found, {', '.join(found) or 'none'}, do not determine a and c; measure (003), (104) and (110) at "
            "least, or state --cell."
        )
        told.append(Caution("cell_not_determined", words))
    told += [] if cell is None else _unindexed(peaks, found)
    names = {id(peak): hkl for hkl, peak in found.items()}
    numbers = [e for k, peak in enumerate(peaks) for e in _of_peak(peak, names.get(id(peak), str(k + 1)), wish.source)]
    lattice = (*(() if cell is None else cell_estimates(cell)), *order_estimates(found))
    return Diffraction(part, kept, cell, wish, (*lattice, *numbers), tuple(told))


def _unindexed(peaks: tuple[FittedPeak, ...], found: dict[str, FittedPeak]) -> list[Caution]:
    """Where the strongest peak is none of the cell's: a cell through a few peaks that happen to lie right."""
    strongest = max(peaks, key=lambda p: p.area)
    if any(peak is strongest for peak in found.values()):
        return []
    words = (
        f"the strongest peak, at {strongest.centre:.2f} degrees, is no reflection of the cell, which rests on {', '.join(found)} alone: "
        "check --source and --cell, or another phase is there."
    )
    return [Caution("strongest_not_indexed", words)]


def _part(pattern: Pattern, wish: Wish) -> Pattern:
    if wish.between is None:
        return pattern
    inside = (pattern.two_theta >= min(wish.between)) & (pattern.two_theta <= max(wish.between))
    if inside.sum() < 20:
        raise ValueError(
            f"--between: must hold at least 20 points; received {int(inside.sum())}. "
            f"The pattern goes from {pattern.two_theta[0]:.4g} to {pattern.two_theta[-1]:.4g} degrees."
        )
    return replace(pattern, two_theta=pattern.two_theta[inside], counts=pattern.counts[inside])


def _with_hidden(
    part: Pattern, areas: tuple[Region, ...], fitted: list[FittedRegion | None], wish: Wish
) -> tuple[tuple[Region, ...], list[FittedRegion | None]]:
    """Reflections that hide in the shoulder of another are added where the fit then finds them."""
    peaks = [p for r in fitted if r is not None for p in r.peaks]
    found = indexed(peaks, wish.source, wish.start)
    cell = cell_of(found, wish.source, Position.NONE)
    a, c = wish.start if cell is None else (cell.a, cell.c)
    changed, again = [], []
    for region, old in zip(areas, fitted, strict=True):
        inside = [hkl for hkl in REFLECTIONS if hkl not in found and _inside(part, region, float(wish.source.angle(spacing(hkl, a, c))))]
        new = region
        for hkl in inside:
            width = float(np.median([s.width for s in region.starts]))
            extra = Start(float(wish.source.angle(spacing(hkl, a, c))), width, 0.1 * max(s.height for s in region.starts))
            tried = replace(new, starts=tuple(sorted((*new.starts, extra), key=lambda s: s.centre)))
            fit = fit_region(part, tried, wish.source)
            if fit is not None and all(p.area > ADDED * p.area_error and p.width > part.step for p in fit.peaks):
                new, old = tried, fit
        changed.append(new)
        again.append(old)
    return tuple(changed), again


def _inside(part: Pattern, region: Region, angle: float) -> bool:
    return bool(part.two_theta[region.first] < angle < part.two_theta[region.last])


def _of_peak(peak: FittedPeak, name: str, source: Radiation) -> list[Estimate]:
    window = f"{peak.window[0]:.2f} to {peak.window[1]:.2f} degrees"
    how = (
        "pseudo-Voigt"
        + ("" if source.second is None else " with K-alpha2 at half its area")
        + " on a straight background, counting weights"
    )
    title = f"({name})" if name in REFLECTIONS else f"peak {name}"
    d = source.spacing(peak.centre)
    d_error = d / np.tan(np.radians(0.5 * peak.centre)) * np.radians(0.5 * peak.centre_error)
    rows = (
        ("position", "2theta", peak.centre, peak.centre_error, "degree", ""),
        ("spacing", "d", d, float(d_error), "m", "angstrom"),
        ("width", "FWHM", peak.width, peak.width_error, "degree", ""),
        ("area", "A", peak.area, peak.area_error, "degree", ""),
    )
    given = []
    for noun, symbol, value, error, unit, shown in rows:
        method = f"Bragg, {source.name} at {source.wavelength * 1e10:.6f} angstrom" if symbol == "d" else how
        one = Estimate.normal(
            value=value,
            error=error,
            reach=peak.reach,
            name=f"{noun} of {title}",
            symbol=f"{symbol}_{name}",
            unit=unit,
            method=method,
            window=window,
        )
        one = replace(one, shown_in=shown, name=one.name + (" (counts x degrees)" if symbol == "A" else ""))
        given.append(one.beware(*peak.cautions) if symbol == "2theta" else one)
    return given


def _lost(areas: tuple[Region, ...], fitted: list[FittedRegion | None]) -> list[Caution]:
    lost = [s.centre for region, one in zip(areas, fitted, strict=True) if one is None for s in region.starts]
    if not lost:
        return []
    where = ", ".join(f"{c:.2f}" for c in lost)
    return [
        Caution("peaks_not_fitted", f"peaks at {where} degrees have too few points or no fit; they were left out. Scan in smaller steps.")
    ]


def _doublet(part: Pattern, areas: tuple[Region, ...], kept: tuple[FittedRegion, ...], source: Radiation) -> list[Caution]:
    """Told where one line fits clearly better than the doublet of the stated source."""
    if source.second is None or len(kept) != len(areas):
        return []
    single = Radiation(source.name, source.wavelength)
    alone = [fit_region(part, region, single) for region in areas]
    if any(one is None for one in alone):
        return []
    both = sum(one.scatter * one.two_theta.size for one in kept)
    one_line = sum(one.scatter * one.two_theta.size for one in alone if one is not None)
    if both <= SINGLE_BETTER * one_line:
        return []
    words = (
        f"one line fits better than the doublet of {source.name} (residuals {both / one_line:.2f} times larger with it): "
        "state --monochromatic?"
    )
    return [Caution("doublet_not_seen", words)]

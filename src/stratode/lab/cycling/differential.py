"""Differential capacity evaluated: dQ/dV of every half cycle, its peaks, and how they shift."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.cycles import Cycles, How, Side, cycles_of, whole_cycles
from stratode.lab.cycling.density import Density, Laid, density, lay, narrowest
from stratode.lab.cycling.peaks import Peak, Track, at_end, follow, peaks_of
from stratode.lab.cycling.profiles import profile, spread
from stratode.lab.cycling.slope import Slope, slope
from stratode.lab.cycling.trend import line
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Array, Record

DRAWN = 6  # cycles whose curves are kept
TOLD = 4  # peaks of a direction that are told, the most prominent
HELD = 0.5  # of the charge; more of it at a held voltage is told
FEWEST = 4  # cycles of a trend
WIDEST = 0.1  # of the voltages measured: a stated width of smoothing that leaves no peak
BENT = 3.0  # standard errors of curvature
NOTHING_NAMED: Mapping[str, tuple[float, float]] = MappingProxyType({})
# Where layered NMC811 has its dQ/dV peaks (Noh et al. 2013, J. Power Sources 233, 121; Li et al. 2015, J. Electrochem. Soc. 162, A1401)
PHASES: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"NMC811": {"H1-M": (3.55, 3.88), "M-H2": (3.90, 4.08), "H2-H3": (4.08, 4.30)}}
)
SIDES = {1: ("charge", "ch"), -1: ("discharge", "dis")}


@dataclass(frozen=True, slots=True, eq=False)
class HalfDensity:
    """dQ/dV of one half cycle.

    Args:
        cycle: its number.
        direction: 1 charges, -1 discharges.
        curve: dQ/dV.
        slope: dV/dQ; None where rows are too few.
        peaks: of it.
    """

    cycle: int
    direction: int
    curve: Density
    slope: Slope | None
    peaks: tuple[Peak, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DifferentialAnalysis:
    """dQ/dV over cycles.

    Args:
        record: as read.
        cycles: that were followed.
        kept: curves of some cycles, both directions, in order.
        tracks: peaks over cycles.
        width, wide: of the curves and of finding peaks, V.
        basis: as stated.
        estimates: positions in the first cycle, shifts.
        cautions: of the whole.
    """

    record: Record
    cycles: Cycles
    kept: tuple[HalfDensity, ...]
    tracks: tuple[Track, ...]
    width: float
    wide: float
    basis: Basis
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...] = field(default=())


def differential(
    record: Record,
    how: How | None = None,
    basis: Basis = NOTHING,
    windows: Mapping[str, tuple[float, float]] = NOTHING_NAMED,
    width: float | None = None,
) -> DifferentialAnalysis:
    """dQ/dV of every cycle, peaks and their shifts.

    Args:
        record: time, voltage, current.
        how: cycles are counted.
        basis: masses and areas.
        windows: peaks to follow by name, each with its voltages; none: those of the first cycle.
        width: of smoothing, standard deviation, V; None to choose it by the noise.

    Raises:
        ValueError: no current, falling times, a column missing, no half cycle with 20 rows at constant current.
    """
    cycles = cycles_of(record, how or How())
    whole, _ = whole_cycles(cycles)
    used = whole if len(whole) else cycles
    laid, cautions = _laid(record, used)
    some = [one for k in spread(len(used), DRAWN) for one in (laid[1][k], laid[-1][k]) if one is not None]
    if not some:
        raise ValueError(
            f"{record.origin.file}: dQ/dV needs a half cycle with at least 20 rows at constant current; found none. Record more densely."
        )
    reach = max(float(np.ptp(one.voltage)) for one in some)
    if width is not None and width > WIDEST * reach:
        raise ValueError(
            f"--smooth: must be narrower than a tenth of the voltages measured, {reach:.3g} V; received {width:g} V. "
            "Write for example '6 mV', or leave it out."
        )
    ends = [*some[:2], *some[-2:]]  # of the first and the last cycle
    narrow = width or narrowest(ends)
    wide = max(narrow, width or narrowest(ends, for_tops=True))
    peaks, kept, cut = _peaks(used, laid, narrow, wide)
    number = used.number.tolist()
    tracks = tuple(track for sign in (1, -1) for track in follow(number, peaks[sign], sign, windows))
    cautions += _about(tracks, windows, cut, some, narrow, wide)
    told = tuple(sorted(tracks, key=lambda t: (-t.direction, t.peaks[0].position)))
    estimates = (*_first(told, windows, basis), *_shifts(told), *_both(told))
    return DifferentialAnalysis(record, used, kept, tracks, narrow, wide, basis, estimates, (*cycles.cautions, *cautions))


def _laid(record: Record, cycles: Cycles) -> tuple[dict[int, list[Laid | None]], list[Caution]]:
    """Charge at voltages of each half cycle, by direction."""
    found: dict[int, list[Laid | None]] = {}
    for sign, side in ((1, cycles.charge), (-1, cycles.discharge)):
        found[sign] = [_one(record, cycles, side, k) for k in range(len(cycles))]
    held = [one.left_out for row in found.values() for one in row if one is not None]
    cautions = []
    if held and max(held) > HELD:
        words = f"Up to {100.0 * max(held):.0f} % of a half cycle's charge passed at a held voltage or a lower current: left out of dQ/dV."
        cautions.append(Caution("held_voltage_left_out", words))
    return found, cautions


def _one(record: Record, cycles: Cycles, side: Side, k: int) -> Laid | None:
    """Of one half cycle; where its charge was taken from the counters, in their measure."""
    half = int(side.half[k])
    if half < 0:
        return None
    laid, counted = lay(profile(record, cycles.halves, half)), float(cycles.counts.charge[half])
    if laid is None or side.pieces[k] != 1 or counted <= 0.0:
        return laid
    return replace(laid, charge=laid.charge * float(side.charge[k]) / counted)


def _peaks(
    cycles: Cycles, laid: dict[int, list[Laid | None]], narrow: float, wide: float
) -> tuple[dict[int, list[tuple[Peak, ...]]], tuple[HalfDensity, ...], int]:
    """Peaks of each cycle by direction, the curves of some, and in how many dQ/dV is highest at an end."""
    found: dict[int, list[tuple[Peak, ...]]] = {1: [], -1: []}
    drawn, kept, ends = set(spread(len(cycles), DRAWN).tolist()), [], 0
    for k in range(len(cycles)):
        for sign in (1, -1):
            one = laid[sign][k]
            if one is None:
                found[sign].append(())
                continue
            curve = density(one, narrow)
            broad = density(one, wide)
            peaks = peaks_of(broad, curve)
            found[sign].append(peaks)
            ends += at_end(broad)
            if k in drawn:
                kept.append(HalfDensity(int(cycles.number[k]), sign, curve, slope(one, sign), peaks))
    return found, tuple(kept), ends


def _about(
    tracks: tuple[Track, ...], windows: Mapping[str, tuple[float, float]], ends: int, some: list[Laid], narrow: float, wide: float
) -> list[Caution]:
    cautions = []
    if ends:
        words = (
            f"In {ends} half cycles dQ/dV is highest at an end of the voltages: a plateau there is cut by the window and no peak is told."
        )
        cautions.append(Caution("highest_at_end", words))
    for name in windows:
        for sign, (side, _) in SIDES.items():
            if not any(track.name == name and track.direction == sign for track in tracks):
                cautions.append(Caution("peak_not_found", f"{name}: no peak within its voltages on {side}."))
    missed = [track for track in tracks if len(track.missed) > 0]
    if missed:
        which = "; ".join(f"{track.name} on {SIDES[track.direction][0]} in {len(track.missed)}" for track in missed[:4])
        cautions.append(Caution("peak_missed", f"Peaks were not found in every cycle: {which} of them."))
    spacing = max(one.spacing for one in some)
    if spacing > narrow:
        words = (
            f"Rows lie up to {1e3 * spacing:.2g} mV apart, which sets the width of smoothing ({1e3 * narrow:.2g} mV): record more densely."
        )
        cautions.append(Caution("sparse_rows", words))
    words = (
        f"Smoothed by a Gaussian of {1e3 * narrow:.2g} mV (curves, heights) and {1e3 * wide:.2g} mV (positions), corrected by "
        "smoothing the smooth; what is left of the bias is in the intervals and bands. The voltmeter's accuracy is not."
    )
    cautions.append(Caution("smoothed", words))
    return cautions


def _capacity(basis: Basis) -> tuple[float, str]:
    """Factor from C/V and the unit."""
    return (1.0 / (3.6 * basis.mass * 1e3), "mAh/g/V") if basis.mass is not None else (1.0 / 3.6, "mAh/V")


def _spoken(name: str) -> str:
    return name if name.startswith("peak ") else f"{name} peak"


def _short(name: str) -> str:
    return name.replace("peak ", "p")


def _first(tracks: tuple[Track, ...], windows: Mapping[str, tuple[float, float]], basis: Basis) -> list[Estimate]:
    """Peaks of the first cycle: those named, or the most prominent."""
    factor, unit = _capacity(basis)
    found = []
    for sign, (side, short) in SIDES.items():
        mine = [track for track in tracks if track.direction == sign]
        if not windows:
            most = sorted(mine, key=lambda track: -track.peaks[0].prominence)[:TOLD]
            mine = [track for track in mine if track in most]
        for track in mine:
            peak, window = track.peaks[0], f"cycle {track.number[0]:g}, {side}"
            name = f"{_spoken(track.name)} on {side}"
            found.append(
                Estimate(
                    name=f"{name}, position",
                    symbol=f"V_{_short(track.name)},{short}",
                    value=peak.position,
                    low=peak.position - peak.position_half,
                    high=peak.position + peak.position_half,
                    unit="V",
                    method=f"zero of the slope of dQ/dV; a plain Gaussian would have moved it by {1e3 * peak.shifted:+.2g} mV",
                    window=window,
                )
            )
            found.append(
                Estimate(
                    name=f"{name}, height",
                    symbol=f"h_{_short(track.name)},{short}",
                    value=peak.height * factor,
                    low=(peak.height - peak.height_half) * factor,
                    high=(peak.height + peak.height_half) * factor,
                    unit=unit,
                    method="sixth-order smooth; interval: noise and its difference from the fourth-order one",
                    window=window,
                )
            )
    return found


def _shifts(tracks: tuple[Track, ...]) -> list[Estimate]:
    """Shift per cycle of each peak that was found in enough of them."""
    found = []
    for track in tracks:
        if len(track.peaks) < FEWEST:
            continue
        side, short = SIDES[track.direction]
        through = line(track.number, track.position)
        one = Estimate.normal(
            name=f"{_spoken(track.name)} on {side}, shift per cycle",
            symbol=f"s_{_short(track.name)},{short}",
            value=through.slope,
            error=through.slope_error,
            reach=through.reach,
            unit="V",
            shown_in="mV",
            method="least squares line through the positions, neighbours' correlation taken out",
            window=f"cycles {track.number[0]:g} to {track.number[-1]:g}, {len(track.peaks)} of them",
        )
        if abs(through.curvature) > BENT:
            total = 1e3 * (track.peaks[-1].position - track.peaks[0].position)
            words = f"{track.name} on {side} does not shift evenly; from the first to the last cycle it moved by {total:+.3g} mV."
            one = one.beware(Caution("shift_not_linear", words))
        found.append(one)
    return found


def _both(tracks: tuple[Track, ...]) -> list[Estimate]:
    """Of peaks named in both directions: their separation and how it grows, which is polarisation, not a change of the material."""
    found = []
    for up in (track for track in tracks if track.direction > 0):
        down = next((t for t in tracks if t.direction < 0 and t.name == up.name and not t.name.startswith("peak ")), None)
        if down is None:
            continue
        number, at_up, at_down = np.intersect1d(up.number, down.number, return_indices=True)
        if number.size == 0:
            continue
        apart = up.position[at_up] - down.position[at_down]
        half = math.hypot(up.peaks[at_up[0]].position_half, down.peaks[at_down[0]].position_half)
        name, symbol = f"{up.name} peaks, charge above discharge", f"dV_{up.name}"
        found.append(
            Estimate(
                name=name,
                symbol=symbol,
                value=float(apart[0]),
                low=float(apart[0]) - half,
                high=float(apart[0]) + half,
                unit="V",
                shown_in="mV",
                method="difference of the positions",
                window=f"cycle {number[0]:g}",
            )
        )
        if number.size >= FEWEST:
            found.append(_growth(number, apart, name, symbol))
    return found


def _growth(number: Array, apart: Array, name: str, symbol: str) -> Estimate:
    """By how much the peaks move apart from cycle to cycle, V."""
    through = line(number, apart)
    return Estimate.normal(
        name=f"{name}, growth per cycle",
        symbol=f"{symbol}/dn",
        value=through.slope,
        error=through.slope_error,
        reach=through.reach,
        unit="V",
        shown_in="mV",
        method="least squares line through the differences, neighbours' correlation taken out",
        window=f"cycles {number[0]:g} to {number[-1]:g}, {number.size} of them",
    )

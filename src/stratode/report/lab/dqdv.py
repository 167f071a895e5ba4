"""Evaluated differential capacity as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.cycling.differential import SIDES, DifferentialAnalysis
from stratode.report.lab.figures.cycling import capacity_terms
from stratode.report.lab.figures.differential import overlaid, peaks_over_cycles, slopes, waterfall
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Entry, Table

SHOWN = 20  # rows of the table on the page
MOST = 500  # points of a curve in a file


def sheet(name: str, found: DifferentialAnalysis) -> Sheet:
    """One cell."""
    peaks = peaks_table(found)
    shown = Table(
        peaks.title, peaks.columns, peaks.rows[:SHOWN], peaks.note if len(peaks.rows) <= SHOWN else "The first; all in peaks.csv."
    )
    return Sheet(
        name=name,
        result=found,
        origins=(found.record.origin,),
        estimates=found.estimates,
        words=(_words(found),),
        cautions=found.cautions,
        tables=(("some_peaks", shown),),
        data=(("peaks", peaks), ("dqdv", curves_table(found))),
        drawings=lambda: _drawings(found),
        details={
            "cycles": {column: [row[k] for row in peaks.rows] for k, column in enumerate(peaks.columns)},
            "width_mV": 1e3 * found.width,
            "width_of_positions_mV": 1e3 * found.wide,
        },
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several cells over each other."""
    found, names = [one.result for one in sheets], [one.name for one in sheets]
    return (
        Drawing(overlaid(found, names), "dQ/dV of each first cycle: charge above, discharge below zero."),
        Drawing(peaks_over_cycles(found, names), "Positions of the peaks over cycles, with 95 % intervals."),
    )


def _drawings(found: DifferentialAnalysis) -> Sequence[Drawing]:
    drawn = [
        Drawing(
            waterfall(found),
            "dQ/dV of some cycles: charge above, discharge below zero; bands hold noise (95 %) and bias; triangles: peaks.",
        )
    ]
    if any(half.slope is not None for half in found.kept):
        drawn.append(Drawing(slopes(found), "dV/dQ over capacity in the first and the last cycle."))
    if any(len(track.peaks) > 1 for track in found.tracks):
        drawn.append(Drawing(peaks_over_cycles([found], [""]), "Positions of the peaks over cycles, with 95 % intervals."))
    return drawn


def peaks_table(found: DifferentialAnalysis) -> Table:
    """A row a peak and cycle."""
    factor, unit = capacity_terms(found.basis)
    columns = (
        "Cycle",
        "Direction",
        "Peak",
        "Position / V",
        "± 95 % / mV",
        f"Height / {unit} per V",
        f"± 95 % / {unit} per V",
        f"Area / {unit}",
    )
    rows = [
        (
            int(number),
            SIDES[track.direction][0],
            track.name,
            peak.position,
            1e3 * peak.position_half,
            peak.height * factor,
            peak.height_half * factor,
            peak.area * factor,
        )
        for track in found.tracks
        for number, peak in zip(track.number, track.peaks, strict=True)
    ]
    note = "Areas are above the straight line between the minima beside a peak; they carry no interval."
    return Table("Peaks of dQ/dV", columns, tuple(sorted(rows, key=lambda row: (row[0], row[1], row[3]))), note)


def curves_table(found: DifferentialAnalysis) -> Table:
    """The curves that are drawn."""
    factor, unit = capacity_terms(found.basis)
    columns = ("Cycle", "Direction", "Voltage / V", f"dQ/dV / {unit} per V", f"Noise 95 % / {unit} per V", f"Bias left / {unit} per V")
    rows: list[tuple[Entry, ...]] = []
    for half in found.kept:
        curve = half.curve
        inside = np.flatnonzero((curve.grid >= curve.lowest) & (curve.grid <= curve.highest))
        keep = inside[:: max(inside.size // MOST, 1)]
        told = (curve.grid, curve.smooth() * factor, 1.96 * curve.error() * factor, curve.bias() * factor)
        for v, f, error, bias in zip(*(one[keep] for one in told), strict=True):
            rows.append((half.cycle, SIDES[half.direction][0], float(v), float(f), float(error), float(bias)))
    return Table("dQ/dV", columns, tuple(rows))


def _words(found: DifferentialAnalysis) -> str:
    parts = []
    for sign, (side, _) in SIDES.items():
        tracks = sorted((t for t in found.tracks if t.direction == sign), key=lambda t: t.peaks[0].position)
        listed = ", ".join(f"{t.name} {t.peaks[0].position:.3f} V" for t in tracks) or "none"
        parts.append(f"On {side}: {listed}.")
    return f"Peaks of dQ/dV, where first found in {len(found.cycles)} {'cycle' if len(found.cycles) == 1 else 'cycles'}. " + " ".join(parts)

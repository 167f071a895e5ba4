"""What volumes answered, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.sample import Sample
from stratode.report.table import Entry, Table
from stratode.structure.analysis import Analysis
from stratode.structure.geometry.distances import Distribution
from stratode.structure.geometry.surface import Surface
from stratode.structure.transport.resolution import Resolved
from stratode.structure.volume import AXES

PER_MICROMETRE = 1e-6  # from 1/m
NOTE = (
    "tau: tortuosity factor, volume fraction over D_eff/D. Solver error: against the exact answer on the same grid. "
    "Resolution error: of the smoothed answer, what the grid itself does. An en dash: no path from face to face."
)
COLUMNS = (
    "Axis",
    "tau, smoothed faces / 1",
    "tau, plain voxels / 1",
    "D_eff/D, smoothed / 1",
    "D_eff/D, plain / 1",
    "MacMullin number / 1",
    "Solver error / %",
    "Resolution error / %",
    "Percolating / %",
    "Iterations / 1",
    "CPU time / s",
)


def overview(several: Sequence[Sample]) -> Table:
    """Transport of each volume along each axis; of several volumes each row begins with its name."""
    many = len(several) > 1
    rows = [
        ((one.name, *_row(axis, found)) if many else _row(axis, found)) for one in several for axis, found in one.analysis.along.items()
    ]
    return Table("Transport", (("Volume", *COLUMNS) if many else COLUMNS), tuple(rows), NOTE)


def fractions_table(several: Sequence[Sample]) -> Table:
    """Volume fractions of every phase."""
    many = len(several) > 1
    rows: list[tuple[Entry, ...]] = []
    for one in several:
        for phase, share in one.analysis.fractions.items():
            row = (one.analysis.volume.named(phase), str(phase), share * PERCENT)
            rows.append((one.name, *row) if many else row)
    columns = ("Phase", "Label", "Volume fraction / %")
    return Table("Volume fractions", (("Volume", *columns) if many else columns), tuple(rows))


def _row(axis: str, found: Resolved) -> tuple[Entry, ...]:
    plain, smoothed = found.plain, found.smoothed
    best = smoothed if smoothed.d_eff > 0.0 else plain
    return (
        axis,
        smoothed.tau,
        plain.tau,
        smoothed.d_eff,
        plain.d_eff,
        best.macmullin,
        plain.solver_error * PERCENT,
        found.resolution_error * PERCENT if plain.d_eff > 0.0 else None,
        plain.percolating_fraction * PERCENT,
        plain.iterations,
        plain.cpu_s + smoothed.cpu_s,
    )


def surfaces_table(one: Analysis) -> Table:
    """Specific surface of every phase, and where phases touch."""
    if one.shapes is None:
        return Table("Surfaces", (), ())
    volume, shapes = one.volume, one.shapes
    rows: list[tuple[Entry, ...]] = []
    for phase, found in shapes.surfaces.items():
        share = one.fractions[phase]
        own = found.per_volume / share * PER_MICROMETRE if share else None
        rows.append((f"{volume.named(phase)}, all of it", *_surface(found), own))
    rows += [
        (f"{volume.named(a)} where it touches {volume.named(b)}", *_surface(found), None) for (a, b), found in shapes.interfaces.items()
    ]
    columns = ("Surface", "Per volume of all / 1/µm", "± / 1/µm", "Per volume of the phase / 1/µm")
    return Table("Specific surface", columns, tuple(rows), "1/µm is m²/cm³. Faces of the volume count as no surface.")


def lengths_table(one: Analysis) -> Table:
    """Mean chord lengths, a row a phase, a column an axis."""
    if one.shapes is None:
        return Table("Chords", (), ())
    mean = {(chords.phase, chords.axis): chords.mean * MICROMETRE for chords in one.shapes.chords}
    axes = one.request.axes
    rows: list[tuple[Entry, ...]] = [(one.volume.named(phase), *(mean[phase, axis] for axis in axes)) for phase in one.shapes.surfaces]
    return Table(
        "Mean chord length", ("Phase", *(f"along {axis} / µm" for axis in axes)), tuple(rows), "How far a straight line stays in a phase."
    )


def sizes_table(one: Analysis) -> Table:
    """Diameters up to which a tenth, a half and nine tenths of a phase's volume lie."""
    if one.shapes is None:
        return Table("Sizes", (), ())
    rows: list[tuple[Entry, ...]] = []
    for phase, opening in one.shapes.openings.items():
        rows.append((f"{one.volume.named(phase)}, inscribed balls", *_deciles(opening), None, None))
    for phase, grain in one.shapes.grains.items():
        rows.append((f"{one.volume.named(phase)}, particles", *_deciles(grain.by_volume), grain.count, grain.cut))
    columns = ("Size, by volume", "d10 / µm", "d50 / µm", "d90 / µm", "Whole particles / 1", "Cut by faces / 1")
    return Table("Sizes", columns, tuple(rows), "Particles as balls of the same volume; those that the faces cut are accounted for.")


def scatter_table(one: Analysis) -> Table:
    """How much sub-volumes differ, and the error of the whole that follows."""
    if one.scatter is None:
        return Table("Scatter", (), ())
    rows: list[tuple[Entry, ...]] = []
    for name, found in ((f"D_eff/D along {one.scatter.axis}", one.scatter.d_eff), ("Volume fraction", one.scatter.fraction)):
        for parts, volume, mean, deviation in zip(found.parts, found.volumes, found.means, found.deviations, strict=True):
            rows.append((name, int(parts), float(np.cbrt(volume)) * MICROMETRE, float(mean), float(deviation), None))
        rows.append((f"{name}, whole volume", 1, float(np.cbrt(np.prod(one.volume.lengths))) * MICROMETRE, found.value, None, found.error))
    columns = ("Quantity", "Parts / 1", "Edge / µm", "Mean / 1", "Standard deviation / 1", "Standard error / 1")
    note = "95 % of volumes as large as this one lie within twice the standard error of the whole (Kanit et al. 2003)."
    return Table("Is the volume large enough?", columns, tuple(rows), note)


def tensor_table(one: Analysis) -> Table:
    """The effective tensor, a row and a column an axis."""
    if one.tensor is None:
        return Table("Tensor", (), ())
    rows: list[tuple[Entry, ...]] = [(axis, *row) for axis, row in zip(AXES, one.tensor.tolist(), strict=True)]
    note = "Effective over intrinsic diffusivity, all sides periodic, smoothed faces."
    return Table("Effective tensor", ("Flux along", *(f"gradient along {axis} / 1" for axis in AXES)), tuple(rows), note)


def electrode_table(one: Analysis) -> Table:
    """Tortuosity as a blocking electrode's impedance shows it."""
    rows: list[tuple[Entry, ...]] = [(axis, value, one.along[axis].smoothed.tau) for axis, value in one.electrode.items()]
    note = (
        "From the low-frequency resistance of ions that enter at the last plane and stop at the walls (Nguyen et al. 2020); smoothed faces."
    )
    return Table("Electrode tortuosity", ("Axis", "tau_e, into the walls / 1", "tau, through / 1"), tuple(rows), note)


def _deciles(found: Distribution) -> tuple[Entry, Entry, Entry]:
    ten, half, ninety = (value * MICROMETRE if found.diameters.size else None for value in (found.d10, found.d50, found.d90))
    return ten, half, ninety


def _surface(found: Surface) -> tuple[Entry, Entry]:
    relative = found.error / found.area if found.area > 0.0 else 0.0
    return found.per_volume * PER_MICROMETRE, found.per_volume * relative * PER_MICROMETRE

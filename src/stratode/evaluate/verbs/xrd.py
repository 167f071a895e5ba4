"""`stratode lab xrd`: diffraction patterns evaluated."""

from __future__ import annotations

from pathlib import Path

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import choice, positive, several
from stratode.lab.diffraction.analysis import Wish, diffraction
from stratode.lab.diffraction.lattice import A_START, C_START, Position
from stratode.lab.diffraction.pattern import pattern_of
from stratode.lab.diffraction.radiation import radiation
from stratode.lab.diffraction.search import PROMINENCE
from stratode.lab.diffraction.shift import shift_of
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.reading.xrdml import is_xrdml, read_xrdml
from stratode.lab.record import Record, names_of
from stratode.recipe import quantities as q
from stratode.report.lab.xrd import sheet, shift_sheet, together

PHASES = ("layered",)


def xrd(
    *files: File,
    how: How = AS_FOUND,
    source: str | None = None,
    wavelength: str | None = None,
    monochromatic: bool = False,
    phase: str | None = None,
    cell: str | None = None,
    position: str | None = None,
    reference: str | None = None,
    between: str | None = None,
    prominence: str | None = None,
) -> Evaluated:
    """Evaluate powder diffraction patterns; later ones are compared with the first, peak by peak.

    Args:
        files: two columns, two theta and counts, or .xrdml.
        how: how they are read.
        source: anode, "Cu" where neither it nor a wavelength is stated.
        wavelength: "1.5406 angstrom", one line.
        monochromatic: K-alpha2 is not in the beam.
        phase: "layered" to index an R-3m oxide.
        cell: a and c to begin indexing with, "2.87 angstrom,14.2 angstrom".
        position: fitted beside the cell: "none", "zero" or "displacement"; chosen by the reflections where it is not stated.
        reference: a peak of an internal reference, "38.47 degree".
        between: part of the patterns, "17 degree,20 degree".
        prominence: share of the largest count that is a peak, "1 %".

    Raises:
        ValueError: a file that holds no pattern or no peak; an option that cannot be read or belongs to nothing asked for.
    """
    _check(len(files), phase, cell, position, reference)
    part = several(between, q.ANGLE, "--between")
    start = several(cell, q.LENGTH, "--cell")
    if part and len(part) != 2:
        raise ValueError(f"--between: must be two angles; received {between!r}. Write for example '17 degree,20 degree'.")
    if start and len(start) != 2:
        raise ValueError(f"--cell: must be a and c; received {cell!r}. Write for example '2.87 angstrom,14.2 angstrom'.")
    line = positive(wavelength, q.LENGTH, "--wavelength")
    wish = Wish(
        source=radiation(source or (None if line else "Cu"), line, monochromatic),
        layered=phase is not None,
        start=(start[0], start[1]) if start else (A_START, C_START),
        position=None if position is None else choice(position, Position, "--position"),
        prominence=positive(prominence, q.FRACTION, "--prominence") or PROMINENCE,
        between=(part[0], part[1]) if part else None,
    )
    standard = positive(reference, q.ANGLE, "--reference")
    records = [_record(Path(file), how) for file in files]
    sheets = [sheet(name, diffraction(pattern_of(record), wish)) for name, record in zip(names_of(records), records, strict=True)]
    moved = [
        shift_sheet(f"{one.name} against {sheets[0].name}", shift_of(sheets[0].result.peaks, one.result.peaks, standard), (sheets[0], one))
        for one in sheets[1:]
    ]
    return Evaluated("xrd", (*sheets, *moved), together)


def _check(count: int, phase: str | None, cell: str | None, position: str | None, reference: str | None) -> None:
    """A phase that is known, and no option without what it belongs to."""
    if phase is not None and phase not in PHASES:
        raise ValueError(f"--phase: must be {' or '.join(PHASES)}; received {phase!r}. Leave it out for peaks alone.")
    if phase is None and (cell or position):
        raise ValueError("--cell, --position: belong to the indexing of a phase; received no --phase. Add --phase layered.")
    if reference is not None and count < 2:
        raise ValueError(
            "--reference: belongs to shifts from the first of several patterns; received one pattern. Name another, or leave it out."
        )


def _record(path: Path, how: How) -> Record:
    return read_xrdml(path) if is_xrdml(path) else read_record(path, how)

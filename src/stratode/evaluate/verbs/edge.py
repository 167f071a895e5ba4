"""`stratode lab edge`: coating edges."""

from __future__ import annotations

import numpy as np

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import signed
from stratode.lab.coatings.edge import Profile, analyse
from stratode.lab.columns import Wanted, with_unit
from stratode.lab.estimate import Caution
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import Record, names_of
from stratode.lab.rows import finite_rows
from stratode.recipe.quantities import LENGTH
from stratode.report.lab.edge import sheet, together

POSITION = Wanted("Position / m", ("position", "distance", "x", "width", "lateral position"), written="Position / mm")
THICKNESS = Wanted("Thickness / m", ("thickness", "height", "z", "profile"), written="Thickness / um")


def edge(*files: File, substrate: str | None = None, how: How = AS_FOUND) -> Evaluated:
    """The edge of coatings from profiles of thickness: plateau, width of the edge, bulge.

    Args:
        files: tables with columns of position and thickness, from outside the coating to its plateau or the other way.
        substrate: thickness to take off, "10 um"; None to take the level that the profile shows outside the coating.
        how: they are read.

    Raises:
        ValueError: a column is missing; a profile without an edge.
    """
    base = signed(substrate, LENGTH, "--substrate")
    if base is not None and base < 0.0:
        raise ValueError(f"--substrate: must not be negative; received {substrate!r}. Write for example 15 um.")
    records = [read_record(file, how) for file in files]
    sheets = tuple(sheet(name, analyse(profile_of(one, base))) for name, one in zip(names_of(records), records, strict=True))
    return Evaluated("edge", sheets, together)


def profile_of(record: Record, substrate: float | None) -> Profile:
    """The record as a profile, sorted by position."""
    position = with_unit(record, POSITION)
    thickness = with_unit(record, THICKNESS)
    (position, thickness), missing = finite_rows(position, thickness)
    told = (Caution("missing_numbers", f"{missing} rows without position or thickness are left out."),) if missing else ()
    order = np.argsort(position, kind="stable")
    return Profile(position[order], thickness[order], record.beware(*told).origin, substrate)

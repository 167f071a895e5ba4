"""`stratode lab dqdv`: differential capacity evaluated."""

from __future__ import annotations

from collections.abc import Mapping

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.cycles import How as Counted
from stratode.lab.cycling.differential import NOTHING_NAMED, differential
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.report.lab.dqdv import sheet, together


def dqdv(
    *files: File,
    how: How = AS_FOUND,
    counted: Counted | None = None,
    basis: Basis = NOTHING,
    follow: Mapping[str, tuple[float, float]] = NOTHING_NAMED,
    width: float | None = None,
) -> Evaluated:
    """Evaluate dQ/dV: curves with the bias of their smoothing, peaks with intervals, and how they shift over cycles.

    Args:
        files: instrument files or tables, one cell each.
        how: how they are read.
        counted: how cycles are counted.
        basis: masses and areas, of all of them.
        follow: peaks to follow by name, each with its voltages, {"H2-H3": (4.1, 4.3)}; none: those of the first cycle.
        width: of smoothing (standard deviation of a Gaussian), V; None to choose it by the noise.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be read, or holds no half cycle at constant current.
    """
    records = [read_record(file, how) for file in files]
    found = (differential(record, counted, basis, follow, width) for record in records)
    return Evaluated("dqdv", tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True)), together)

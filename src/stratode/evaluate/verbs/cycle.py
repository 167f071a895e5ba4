"""`stratode lab cycle`: cycling evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.cycling.analysis import analyse
from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.bookkeeping import NO_RESERVE, Reserve
from stratode.lab.cycling.cycles import How as Counted
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.report.lab.cycle import sheet, together


def cycle(
    *files: File,
    how: How = AS_FOUND,
    counted: Counted | None = None,
    basis: Basis = NOTHING,
    reserve: Reserve = NO_RESERVE,
    reference: int | None = None,
) -> Evaluated:
    """Evaluate cycling: capacities, efficiencies, retention, fade, knee, lithium and electrolyte.

    Args:
        files: instrument files or tables, one cell each.
        how: how they are read.
        counted: how cycles are counted.
        basis: masses and areas, of all of them.
        reserve: lithium and electrolyte.
        reference: number of the cycle that retention is counted from; None for the first of the usual currents.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be read, holds no current, or has no such reference.
    """
    records = [read_record(file, how) for file in files]
    found = (analyse(record, counted, basis, reserve, reference) for record in records)
    sheets = tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True))
    return Evaluated("cycle", sheets, together)

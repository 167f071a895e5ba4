"""`stratode lab rate`: rate tests evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.curves import curve_of, curves_at_rates
from stratode.lab.cycling.cycles import How as Counted
from stratode.lab.cycling.rates import rate_test
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.report.lab.rate import curves_sheet, sheet, together


def rate(*files: File, how: How = AS_FOUND, counted: Counted | None = None, basis: Basis = NOTHING) -> Evaluated:
    """Evaluate rate tests: which cycles ran at which rate, what each delivers, and what remains of the slowest.

    Args:
        files: instrument files or tables, one cell each.
        how: how they are read.
        counted: how cycles are counted.
        basis: masses, areas, 1C, of all of them.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`; `capacities.csv` feeds `stratode run --measured`.

    Raises:
        ValueError: a file that cannot be read or holds no current.
    """
    records = [read_record(file, how) for file in files]
    found = (rate_test(record, counted, basis) for record in records)
    return Evaluated("rate", tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True)), together)


def rate_curves(
    *files: File,
    rates: Sequence[float],
    how: How = AS_FOUND,
    cut_off: float | None = None,
    interpolation: str = "monotone",
    full: float | None = None,
) -> Evaluated:
    """Evaluate single discharge curves of one cell, a file a rate.

    Args:
        files: tables of capacity and voltage, or of time, voltage and current.
        rates: C-rate of each file.
        how: how they are read.
        cut_off: V; None: each curve to its end.
        interpolation: "monotone", "cubic" or "linear".
        full: capacity that counts as 100 %, in the files' unit; None for the slowest rate's.

    Raises:
        ValueError: a file that holds no curve; not one rate a file.
    """
    if len(rates) != len(files):
        raise ValueError(
            f"--curves: needs one rate a file, in their order; received {len(rates)} rates for {len(files)} files. State each."
        )
    records = [read_record(file, how) for file in files]
    curves = [curve_of(record, value) for record, value in zip(records, rates, strict=True)]
    found = curves_at_rates(curves, cut_off, interpolation, full)
    name = names_of(records)[0] + (f" and {len(files) - 1} more" if len(files) > 1 else "")
    return Evaluated("rate", (curves_sheet(name, found),))

"""`stratode lab rate`: rate tests, or single discharge curves at several rates, evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.counting import stated_basis, stated_counting
from stratode.evaluate.verbs.stated import positive
from stratode.lab.cycling.curves import curve_of, curves_at_rates
from stratode.lab.cycling.rates import rate_test
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe import quantities as q
from stratode.report.lab.rate import curves_sheet, sheet, tables_together, together


def rate(
    *files: File,
    how: How = AS_FOUND,
    active_mass: str | None = None,
    loading: str | None = None,
    area: str | None = None,
    active: str | None = None,
    per: str = "active",
    one_c: str | None = None,
    current_accuracy: str | None = None,
    charge: str = "best",
    begins: str = "file",
    curves: str | Sequence[float] | None = None,
    cut_off: str | None = None,
    interpolation: str = "monotone",
    full: float | None = None,
) -> Evaluated:
    """Evaluate rate tests: which cycles ran at which rate, what each delivers, and what remains of the slowest.

    Args:
        files: instrument files or tables, one cell each; with `curves` one rate of one cell each.
        how: how they are read.
        active_mass, loading, area, active, per, one_c: what is counted on, see
            :func:`~stratode.evaluate.verbs.counting.stated_basis`.
        current_accuracy, charge, begins: how cycles are counted, see :func:`~stratode.evaluate.verbs.counting.stated_counting`.
        curves: C-rate of each file, "0.5C,1C" or numbers: the files are single discharge curves.
        cut_off: where curves are read, "3.0 V"; None: each to its end.
        interpolation: between the rows of a curve, "monotone", "cubic" or "linear".
        full: capacity of curves that counts as 100 %, in the files' unit; None for the slowest rate's.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`; `capacities.csv` feeds `stratode run --measured`; of
        several cells its column `Recipe` holds the names of their files.

    Raises:
        ValueError: a file that cannot be read, holds no current or no curve; an option that makes no sense.
    """
    records = [read_record(file, how) for file in files]
    if curves is not None:
        rates = _rates(curves, len(files))
        each = [curve_of(record, value) for record, value in zip(records, rates, strict=True)]
        over = curves_at_rates(each, positive(cut_off, q.VOLTAGE, "--cut-off"), interpolation, full)
        name = names_of(records)[0] + (f" and {len(files) - 1} more" if len(files) > 1 else "")
        return Evaluated("rate", (curves_sheet(name, over),))
    if cut_off is not None or full is not None:
        raise ValueError(
            "--cut-off and --full: belong to single curves; received them without --curves. State --curves, or leave them out."
        )
    basis = stated_basis(active_mass=active_mass, loading=loading, area=area, active=active, per=per, one_c=one_c)
    counted = stated_counting(charge, begins, current_accuracy)
    found = (rate_test(record, counted, basis) for record in records)
    sheets = tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True))
    return Evaluated("rate", sheets, together, tables_together)


def _rates(curves: str | Sequence[float], count: int) -> Sequence[float]:
    """C-rates of the files.

    Raises:
        ValueError: one that is none; not one a file.
    """
    rates = [positive(part.strip(), q.C_RATE, "--curves") for part in curves.split(",")] if isinstance(curves, str) else curves
    if len(rates) != count:
        raise ValueError(f"--curves: needs one rate a file, in their order; received {len(rates)} rates for {count} files. State each.")
    return rates

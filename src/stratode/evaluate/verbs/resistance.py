"""`stratode lab resistance`: internal resistances of pulses."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.gitt import AT, times_of
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.titration.analysis import resist
from stratode.report.lab.resistance import sheet, together


def resistance(*files: File, how: How = AS_FOUND, at: str = AT) -> Evaluated:
    """Evaluate internal resistances dV/I of pulses at stated times after the current is switched on.

    Args:
        files: records with time, voltage and current.
        how: they are read.
        at: times, "1 ms, 1 s, end"; the first row with current is told anyway.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no pulse; a time that is none.
    """
    times = times_of(at)
    records = [read_record(file, how) for file in files]
    sheets = tuple(sheet(name, resist(record, times)) for name, record in zip(names_of(records), records, strict=True))
    return Evaluated("resistance", sheets, together)

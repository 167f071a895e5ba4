"""`stratode lab eis`: spectra evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.impedance.analysis import analyse
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.spectrum import spectrum_of
from stratode.report.lab.eis import sheet, together


def eis(*files: File, how: How = AS_FOUND) -> Evaluated:
    """Evaluate impedance spectra.

    Args:
        files: instrument files or tables, one spectrum each.
        how: how they are read.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no spectrum.
    """
    records = [read_record(file, how) for file in files]
    names = names_of(records)
    sheets = tuple(sheet(name, analyse(spectrum_of(record))) for name, record in zip(names, records, strict=True))
    return Evaluated("eis", sheets, together)

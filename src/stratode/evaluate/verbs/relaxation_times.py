"""`stratode lab relaxation-times`: charge and dielectric relaxation times from spectra between blocking electrodes."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.reading.files import AS_FOUND, How, read_records
from stratode.lab.record import names_of
from stratode.lab.relaxation_times.analysis import relaxation_times as times_of
from stratode.lab.spectrum import spectrum_of
from stratode.report.lab.relaxation_times import sheet, together


def relaxation_times(*files: File, how: How = AS_FOUND) -> Evaluated:
    """Find charge and dielectric relaxation times.

    Args:
        files: spectra.
        how: they are read.

    Raises:
        ValueError: a file that holds no spectrum, or one whose parts do not cross.
    """
    records = [record for file in files for record in read_records(file, how)]
    names = names_of(records)
    sheets = tuple(sheet(name, times_of(spectrum_of(record))) for name, record in zip(names, records, strict=True))
    return Evaluated("relaxation-times", sheets, together)

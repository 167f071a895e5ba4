"""`stratode lab float`: floating tests evaluated; `floating` in Python, where float is a type."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.voltammetry import leakage
from stratode.recipe import quantities as q
from stratode.report.lab.floating import sheet, together


def floating(*files: File, how: How = AS_FOUND, area: str | None = None) -> Evaluated:
    """Evaluate floating tests: the leakage current at each held voltage.

    Args:
        files: tables of time, voltage and current.
        how: how they are read.
        area: of the electrode, "1.13 cm2"; currents are then per area.

    Raises:
        ValueError: a file in which no voltage is held; an area that cannot be read.
    """
    size = positive(area, q.AREA, "--area")
    records = [read_record(file, how) for file in files]
    sheets = tuple(sheet(name, leakage.floating(record, size)) for name, record in zip(names_of(records), records, strict=True))
    return Evaluated("float", sheets, together)

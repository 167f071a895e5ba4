"""`stratode lab strain`: resistance under strain."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import several
from stratode.lab.mechanics.stretching import analyse, stretched_of
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe.quantities import FRACTION
from stratode.report.lab.strain import sheet, together


def strain(*files: File, at: str = "20%,100%", failure: float = 10.0, how: How = AS_FOUND) -> Evaluated:
    """R/R0 of films at stated strains, their gauge factor, and the strain at which they fail.

    Args:
        files: tables of strain and resistance.
        at: strains, "20%,100%".
        failure: R/R0 above which a film counts as failed.
        how: they are read.

    Raises:
        ValueError: a column is missing; too few strains; a ratio that is not above 1.
    """
    strains = several(at, FRACTION, "--at")
    records = [read_record(file, how) for file in files]
    each = zip(names_of(records), records, strict=True)
    return Evaluated("strain", tuple(sheet(name, analyse(stretched_of(one), strains, failure)) for name, one in each), together)

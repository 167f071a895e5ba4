"""`stratode lab rheology`: frequency sweeps evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.rheology import relaxation
from stratode.lab.rheology.moduli import moduli_of
from stratode.recipe import quantities as q
from stratode.report.lab.rheology import sheet, together


def rheology(*files: File, how: How = AS_FOUND, at: str | None = None) -> Evaluated:
    """Evaluate oscillatory frequency sweeps.

    Args:
        files: tables of angular frequency, storage and loss modulus.
        how: how they are read.
        at: frequency of the relaxation time, "0.05 rad/s"; the lowest of each sweep where it is not stated.

    Raises:
        ValueError: a file that holds no sweep; a frequency outside it.
    """
    place = positive(at, q.ANGULAR_FREQUENCY, "--at")
    records = [read_record(file, how) for file in files]
    sheets = tuple(
        sheet(name, relaxation.rheology(moduli_of(record), place)) for name, record in zip(names_of(records), records, strict=True)
    )
    return Evaluated("rheology", sheets, together)

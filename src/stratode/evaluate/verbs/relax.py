"""`stratode lab relax`: relaxations evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive, signed
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.relaxation.depolarisation import depolarise
from stratode.lab.relaxation.polarised import find_relaxation
from stratode.recipe import quantities as q
from stratode.report.lab.relax import sheet, together


def relax(
    *files: File, how: How = AS_FOUND, thickness: str | None = None, v_infinity: str | None = None, polarised: str | None = None
) -> Evaluated:
    """Evaluate relaxations after a polarisation: time constant of the slowest mode, and D = L^2/(pi^2 t_re).

    Args:
        files: records with time and voltage, and the current where it was recorded.
        how: they are read.
        thickness: L, between the electrodes, "600 um"; without it the time constant alone.
        v_infinity: what the voltage ends at, "0 mV"; fitted where it is not stated.
        polarised: how long the current had flowed, "2 h", where the record does not show it.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no relaxation; an option that is none.
    """
    length = positive(thickness, q.LENGTH, "--thickness")
    limit = signed(v_infinity, q.VOLTAGE, "--v-infinity")
    flowed = positive(polarised, q.TIME, "--polarised")
    records = [read_record(file, how) for file in files]
    names = names_of(records)
    found = [depolarise(find_relaxation(record, flowed), length, limit) for record in records]
    return Evaluated("relax", tuple(sheet(name, one) for name, one in zip(names, found, strict=True)), together)

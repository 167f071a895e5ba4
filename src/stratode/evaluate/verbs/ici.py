"""`stratode lab ici`: intermittent current interruptions evaluated."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.gitt import host_of
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.lab.titration.pauses import interrupt
from stratode.report.lab.ici import sheet, together


def ici(
    *files: File,
    how: How = AS_FOUND,
    particle_radius: str | None = None,
    electrode_thickness: str | None = None,
    length: str | None = None,
) -> Evaluated:
    """Evaluate short pauses of a long current: resistances, and diffusivities where a length is stated.

    Args:
        files: records with time, voltage and current.
        how: they are read.
        particle_radius: "5.22 um"; the length used is a third of it.
        electrode_thickness: "75 um"; the length used where no radius is given.
        length: "particle" or "electrode", where both are given.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no pause; an option that is none.
    """
    asked = particle_radius is not None or electrode_thickness is not None
    host = host_of(particle_radius, electrode_thickness, length)[0] if asked else None
    records = [read_record(file, how) for file in files]
    sheets = tuple(sheet(name, interrupt(record, host)) for name, record in zip(names_of(records), records, strict=True))
    return Evaluated("ici", sheets, together)

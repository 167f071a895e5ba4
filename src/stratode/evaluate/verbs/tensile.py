"""`stratode lab tensile`: stress-strain curves."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.mechanics.replicates import healing, replicates
from stratode.lab.mechanics.specimen import specimen_of
from stratode.lab.mechanics.tensile import TensileAnalysis, analyse
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import Record, names_of
from stratode.recipe.quantities import AREA, FRACTION, LENGTH
from stratode.recipe.units import read_quantity
from stratode.report.lab.tensile import healing_sheet, replicates_sheet, sheet, together


def tensile(
    *files: File,
    area: str | None = None,
    length: str | None = None,
    modulus_range: str | None = None,
    toe: bool = False,
    specimens: bool = False,
    original: Sequence[File] = (),
    how: How = AS_FOUND,
) -> Evaluated:
    """Modulus, strength, elongation and toughness of films, and what healing restores.

    Args:
        files: tables of strain and stress, or of displacement and force with `length` and `area`.
        area: cross-section before the test, "1.5 mm2".
        length: gauge length before the test, "20 mm".
        modulus_range: strains between which the modulus is taken, "0.05% to 0.25%"; None to find the straight range.
        toe: count strain from where the straight range meets zero stress.
        specimens: the files are specimens of one material: give their means.
        original: the same films before cutting and healing; the files are then the healed ones.
        how: they are read.

    Raises:
        ValueError: a column or an option is missing or impossible.
    """
    section, gauge = positive(area, AREA, "--area"), positive(length, LENGTH, "--length")
    limits = None if modulus_range is None else _range(modulus_range)

    def evaluated(record: Record) -> TensileAnalysis:
        return analyse(specimen_of(record, section, gauge), limits, toe)

    records = [read_record(file, how) for file in files]
    found = [evaluated(record) for record in records]
    if original:
        before = [evaluated(read_record(file, how)) for file in original]
        return Evaluated("tensile", (healing_sheet("healed over original", healing(replicates(found), replicates(before))),), together)
    if specimens:
        return Evaluated("tensile", (replicates_sheet("specimens", replicates(found)),), together)
    return Evaluated("tensile", tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True)), together)


def _range(text: str) -> tuple[float, float]:
    ends = [read_quantity(part.strip(), FRACTION, field="--range").value for part in text.split("to")]
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise ValueError(f"--range: must be two rising strains; received {text!r}. Write for example '0.05% to 0.25%'.")
    return ends[0], ends[1]

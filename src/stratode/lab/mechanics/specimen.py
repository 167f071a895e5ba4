"""A tensile test as measured: stress over strain, whatever the machine wrote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.columns import Wanted, has, with_unit
from stratode.lab.estimate import Caution
from stratode.lab.record import Origin, Record
from stratode.lab.rows import finite_rows

Array = NDArray[np.float64]
STRAIN = Wanted("Strain / 1", ("strain", "tensile strain", "engineering strain", "nominal strain", "dehnung"), written="Strain / %")
STRESS = Wanted("Stress / Pa", ("stress", "tensile stress", "engineering stress", "zugspannung"), written="Stress / MPa")
FORCE = Wanted("Force / N", ("force", "load", "kraft", "standardkraft"))
TRAVEL = Wanted(
    "Displacement / m",
    ("displacement", "extension", "elongation", "travel", "position", "weg", "traversenweg"),
    written="Displacement / mm",
)
FEWEST = 12  # points
HUGE = 20.0  # strain, 2000 %: more is a column of % that does not say so


@dataclass(frozen=True, slots=True, eq=False)
class Specimen:
    """Engineering stress over engineering strain.

    Args:
        strain: 1, (N,), never falling.
        stress: Pa, (N,).
        origin: where it came from.

    Raises:
        ValueError: fewer than 12 points; no strain at all.
    """

    strain: Array
    stress: Array
    origin: Origin

    def __post_init__(self) -> None:
        """Checks the length."""
        where = self.origin.file
        if self.strain.size < FEWEST:
            raise ValueError(f"{where}: a tensile test needs at least {FEWEST} points; received {self.strain.size}. Record more densely.")
        if np.ptp(self.strain) <= 0.0 or np.max(self.stress) <= 0.0:
            raise ValueError(
                f"{where}: strain must grow and stress be positive in tension; received strain {np.min(self.strain):g} to "
                f"{np.max(self.strain):g}, stress {np.min(self.stress):g} to {np.max(self.stress):g} Pa. Check columns and signs."
            )


def specimen_of(record: Record, area: float | None = None, length: float | None = None) -> Specimen:
    """The record as a tensile test.

    Args:
        record: columns of strain and stress, or of force and displacement.
        area: cross-section before the test, m2; for force.
        length: gauge length before the test, m; for displacement.

    Raises:
        ValueError: a column, the area or the length is missing; see :class:`Specimen`.
    """
    where = record.origin.file
    if has(record, STRAIN):
        strain = with_unit(record, STRAIN)
    else:
        if length is None:
            raise ValueError(
                f"{where}: holds no strain; needs --length, the gauge length that the displacement belongs to, such as 20 mm. "
                f"{_or_name(record, STRAIN)}"
            )
        strain = with_unit(record, TRAVEL) / length
    if has(record, STRESS):
        stress = with_unit(record, STRESS)
    else:
        if area is None:
            raise ValueError(
                f"{where}: holds no stress; needs --area, the cross-section that the force acts on, such as 1.5 mm2. "
                f"{_or_name(record, STRESS)}"
            )
        stress = with_unit(record, FORCE) / area
    (strain, stress), missing = finite_rows(strain, stress)
    cautions = list(huge_strain(strain))
    if missing:
        cautions.append(Caution("missing_numbers", f"{missing} rows without strain or stress are left out."))
    forward = strain >= np.maximum.accumulate(strain) if strain.size else np.zeros(0, bool)
    if not np.all(forward):
        words = f"{np.count_nonzero(~forward)} of {strain.size} points lie at a smaller strain than one before them and are left out."
        cautions.append(Caution("backward_strain", words))
    return Specimen(strain[forward], stress[forward], record.beware(*cautions).origin)


def huge_strain(strain: Array) -> tuple[Caution, ...]:
    """Where strains are so large that they are percents which were read as fractions."""
    reached = float(np.max(np.abs(strain), initial=0.0))
    if reached <= HUGE:
        return ()
    words = f"The strain reaches {100 * reached:.4g} %. If the column is in %, its name must say so: 'Strain / %'."
    return (Caution("huge_strain", words),)


def _or_name(record: Record, wanted: Wanted) -> str:
    """What else would help: the column under another name."""
    return f"Or name the column: --columns '{wanted.example}=NAME', of {', '.join(map(repr, record.columns))}."

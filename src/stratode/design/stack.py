"""How a cell format repeats one cathode face: areas, shared collectors, packaging film."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from stratode.recipe.parts import CellFormat, Coin


@dataclass(frozen=True, slots=True)
class Stack:
    """The repeats in a cell. Sheets alternate cathode, anode, cathode, ...; each coated face has its own separator and anode face."""

    face_area: float  # m2, of one cathode face
    faces: int  # coated cathode faces
    cathode_sheets: int
    anode_sheets: int

    @property
    def area(self) -> float:
        """Cathode area that works, all faces together, m2."""
        return self.face_area * self.faces


def stack_of(form: CellFormat) -> Stack:
    """The stack of a cell format.

    n faces join n + 1 alternating sheets: n even has anode sheets outermost, n odd one of each. Inner sheets are coated on both
    sides and share their collector; outermost sheets are coated on the inner side only. Anode and separator are counted with the
    cathode's area (no overhang).

    Raises:
        ValueError: an area that is not positive, or fewer than one face.
    """
    faces = 1 if isinstance(form, Coin) else form.faces
    if form.area <= 0.0:
        raise ValueError(f"cell area: must be positive; received {form.area:g} m2; state the area of one cathode face")
    if faces < 1:
        raise ValueError(f"cell faces: at least one coated cathode face is needed; received {faces}; a double-sided sheet counts two")
    return Stack(form.area, faces, cathode_sheets=(faces + 1) // 2, anode_sheets=faces // 2 + 1)


def film_area(face_area: float, seal_margin: float) -> float:
    """Pouch film round a square stack, m2: two sheets that reach beyond the stack by the seal margin on each side.

    The film's way up the stack's edges is not counted (a cup is drawn from the same blank).

    Args:
        face_area: m2, of one cathode face; its shape is taken as square.
        seal_margin: m, on each side.
    """
    return 2.0 * (sqrt(face_area) + 2.0 * seal_margin) ** 2

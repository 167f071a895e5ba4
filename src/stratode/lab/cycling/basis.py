"""What capacities are counted on: stated masses, areas and the current of 1C."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """Stated masses and areas; None where not stated.

    Args:
        mass: that capacities per gram are of, kg.
        of: "active material" or "coating".
        area: m2.
        one_c: current of 1C, A.
        one_c_text: as it was stated.
    """

    mass: float | None = None
    of: str = "active material"
    area: float | None = None
    one_c: float | None = None
    one_c_text: str = ""


NOTHING = Basis()

"""What an evaluation of impedance is asked, beyond the spectrum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from types import MappingProxyType

from stratode.lab.estimate import NORMAL_95
from stratode.lab.impedance.circuit import Circuit
from stratode.lab.impedance.selection import ALL, Selection


@dataclass(frozen=True, slots=True)
class Given:
    """A number that was measured elsewhere.

    Args:
        value: SI.
        error: its standard uncertainty, SI; 0 where none was stated.
        text: as it was stated.
    """

    value: float
    error: float = 0.0
    text: str = ""

    @property
    def relative(self) -> float:
        """Standard uncertainty over the value."""
        return self.error / self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked.

    Args:
        selection: which points are used.
        circuits: to be fitted.
        weights: of those fits, "modulus", "unit" or "proportional".
        start: starting values of the one circuit, by name; empty to try many.
        arc: lowest and highest frequency of the arc whose diameter is R_ct, Hz; None to find it.
        area: m2; resistances are given per area too.
        thickness: m, of the separator or membrane between planes that block, of one electrode where `line` is asked.
        line: fit a transmission line: the resistance of pores to ions, in a cell that blocks.
        electrodes: porous electrodes in that cell: 2 of a symmetric cell.
        porosity: of the electrode.
        conductivity: of the free electrolyte, S/m.
        warburg: find the Warburg coefficient.
        concentration: of lithium, mol/m3: asks for a diffusivity from that coefficient.
        temperature: K.
        charges: electrons per ion.
    """

    selection: Selection = ALL
    circuits: tuple[Circuit, ...] = ()
    weights: str = "modulus"
    start: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    arc: tuple[float, float] | None = None
    area: Given | None = None
    thickness: Given | None = None
    line: bool = False
    electrodes: int = 2
    porosity: Given | None = None
    conductivity: Given | None = None
    warburg: bool = False
    concentration: Given | None = None
    temperature: Given | None = None
    charges: int = 1

    def __post_init__(self) -> None:
        """Checks that what belongs together is there."""
        if self.start and len(self.circuits) != 1:
            raise ValueError(f"--start: needs one --circuit to start; received {len(self.circuits)}. State the circuit that it belongs to.")
        if self.thickness is not None and self.area is None:
            raise ValueError(
                "--thickness: gives a conductivity only with the area it belongs to; received no --area. Add for example --area '1.13 cm2'."
            )
        if (self.porosity is None) != (self.conductivity is None):
            raise ValueError(
                "--porosity, --conductivity: a tortuosity needs both, with --thickness and --area; received one. Add the other: "
                "--porosity 45% --conductivity '10 mS/cm'."
            )
        if self.porosity is not None and not self.porosity.value <= 1.0:
            raise ValueError(f"--porosity: must be at most 100 %; received {100 * self.porosity.value:g} %. State for example 45%.")
        if self.porosity is not None and self.thickness is None:
            raise ValueError(
                "--porosity: gives a tortuosity only with --thickness and --area; received none. Add for example --thickness '60 um'."
            )
        if self.concentration is not None and (self.area is None or self.temperature is None):
            raise ValueError(
                "--concentration: gives a diffusivity only with --area and --temperature; received "
                f"{'no area' if self.area is None else 'no temperature'}. Add for example --area '1.13 cm2' --temperature '25 degC'."
            )
        if self.electrodes not in (1, 2):
            raise ValueError(
                f"--electrodes: must be 1 or 2 porous electrodes in the cell; received {self.electrodes}. Write 2 of a symmetric cell."
            )

    @property
    def wants_line(self) -> bool:
        """Whether a transmission line is asked for."""
        return self.line or self.porosity is not None

    @property
    def wants_warburg(self) -> bool:
        """Whether the Warburg coefficient is asked for."""
        return self.warburg or self.concentration is not None

    @property
    def wants_conductivity(self) -> bool:
        """Whether the conductivity between blocking planes is asked for."""
        return self.thickness is not None and not self.wants_line


def scaled(low: float, value: float, high: float, *errors: float) -> tuple[float, float]:
    """Ends of an interval of a positive quantity, with relative standard uncertainties of what it was multiplied by.

    In logarithms, where the parts add as squares; both ends stay on their sides.

    Args:
        low, value, high: before.
        errors: relative standard uncertainties.
    """
    own = sum((NORMAL_95 * error) ** 2 for error in errors)
    below, above = log(value / low), log(high / value)
    return value * exp(-sqrt(below**2 + own)), value * exp(sqrt(above**2 + own))

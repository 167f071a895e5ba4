"""The one form that every instrument file is read into: named columns of numbers, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution

Array = NDArray[np.float64]

# Columns of cycling, as the Battery Data Format names them (battery-data-format 0.1); charging current is positive.
TIME, VOLTAGE, CURRENT = "Test Time / s", "Voltage / V", "Current / A"
CYCLE, STEP = "Cycle Count / 1", "Step Index / 1"
CHARGED, DISCHARGED = "Charging Capacity / Ah", "Discharging Capacity / Ah"
CHARGED_ENERGY, DISCHARGED_ENERGY = "Charging Energy / Wh", "Discharging Energy / Wh"
AMBIENT = "Ambient Temperature / degC"
SURFACE = "Surface Temperature / degC"
# Columns of impedance
FREQUENCY, REAL, IMAGINARY = "Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of a file that were left out for one reason.

    Args:
        why: the reason, in words.
        lines: of the file, from 1; all of them, or the first where `count` says more.
        count: how many there are.
    """

    why: str
    lines: tuple[int, ...]
    count: int

    def __str__(self) -> str:
        """In words, with the first lines where they are known."""
        shown = ", ".join(map(str, self.lines[:5])) + (", ..." if self.count > min(len(self.lines), 5) else "")
        where = f" ({'line' if self.count == 1 else 'lines'} {shown})" if self.lines else ""
        return f"{self.count} {'row' if self.count == 1 else 'rows'} left out: {self.why}{where}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from.

    Args:
        file: its name, for people.
        format: what it was recognised as, "Gamry DTA".
        stated: what its head states and an analysis may use, as text: "area / cm2", "started".
        skipped: rows that were left out.
        cautions: what was found on reading.
    """

    file: str
    format: str
    stated: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    skipped: tuple[Skipped, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One table of numbers.

    Args:
        columns: by name with unit ("Voltage / V"), each (N,); what is missing in a row is NaN, never in a column of time, voltage,
            current, frequency or impedance.
        origin: where it came from.

    Raises:
        ValueError: no column, or columns of unequal length.
    """

    columns: Mapping[str, Array]
    origin: Origin

    def __post_init__(self) -> None:
        """Checks the lengths and keeps the columns from change."""
        lengths = {name: len(column) for name, column in self.columns.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"{self.origin.file}: columns must be of one length; received {lengths}.")
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values())))

    def column(self, name: str) -> Array:
        """A column, (N,).

        Raises:
            ValueError: the file has none of that name.
        """
        if name not in self.columns:
            raise ValueError(
                f"{self.origin.file}: needs a column {name!r}; found {', '.join(map(repr, self.columns))}. "
                f"Name the column so, tell with --columns '{name}=its name', or choose a file that holds it."
            )
        return self.columns[name]

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Self:
        """The same of some rows only."""
        return replace(self, columns={name: column[chosen] for name, column in self.columns.items()})

    def beware(self, *cautions: Caution) -> Self:
        """The same with further cautions."""
        return replace(self, origin=replace(self.origin, cautions=(*self.origin.cautions, *cautions)))


class Measured(Protocol):
    """What came from a file: a record, a spectrum, a picture."""

    @property
    def origin(self) -> Origin:
        """Where from."""


def names_of(measured: Sequence[Measured]) -> tuple[str, ...]:
    """The files' names, numbered where several are alike."""
    taken: list[str] = []
    for one in measured:
        names = (one.origin.file, *(f"{one.origin.file} ({count})" for count in range(2, len(measured) + 2)))
        taken.append(next(name for name in names if name not in taken))
    return tuple(taken)

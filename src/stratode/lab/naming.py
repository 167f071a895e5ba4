"""Columns found by what they are called: a file's "Potential applied (V)" is the voltage, "I/mA" the current in thousandths."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Record
from stratode.recipe.units import RecipeError, convert

UNIT = re.compile(r"^(?P<name>.*?)\s*(?:/\s*(?P<slash>[^()\[\]]+)|\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])\s*$")
PLAIN = {"", "1", "counts", "count", "cts", "cps", "a.u.", "a. u.", "arb. units", "au"}
SPELLED = {
    "°": "degree",
    "deg": "degree",
    "Pa.s": "Pa s",
    "Pa·s": "Pa s",
    "Pa*s": "Pa s",
    "mPa.s": "mPa s",
    "rad/sec": "rad/s",
    "ohm": "ohm",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that an analysis needs.

    Args:
        name: as a record has it, with its unit: "Angular Frequency / rad/s".
        called: what files call it, lower case, without its unit; the likeliest first.
        unless: words that a name must not hold, lower case.
    """

    name: str
    called: tuple[str, ...]
    unless: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """Of the numbers given back; "1" of plain ones."""
        return self.name.partition(" / ")[2]


def split(header: str) -> tuple[str, str]:
    """A header's name and unit: "G' (Pa)" gives "G'" and "Pa"; the unit is "" where none is told."""
    found = UNIT.match(header.strip())
    if not found:
        return header.strip(), ""
    return found["name"].strip(), next(part for part in (found["slash"], found["round"], found["square"]) if part is not None).strip()


def find(record: Record, wanted: Wanted) -> tuple[Array, tuple[Caution, ...]] | None:
    """The column, in the unit wanted, with what was assumed of it; None where the file has none.

    Raises:
        ValueError: its unit does not convert.
    """
    if wanted.name in record.columns:
        return record.columns[wanted.name], ()
    parted = {header: split(header) for header in record.columns}
    for called in wanted.called:
        for header, (name, unit) in parted.items():
            if name.lower() == called and not any(word in header.lower() for word in wanted.unless):
                return _in_unit(record, header, unit, wanted)
    return None


def column(record: Record, wanted: Wanted) -> tuple[Array, tuple[Caution, ...]]:
    """As :func:`find`, of a column that must be there.

    Raises:
        ValueError: the file has none of these names.
    """
    found = find(record, wanted)
    if found is None:
        held = ", ".join(map(repr, record.columns))
        raise ValueError(
            f"{record.origin.file}: needs a column {wanted.name!r}; found {held}. "
            f"Name it so, or tell with --columns '{wanted.name}=its name'."
        )
    return found


def two_columns(record: Record, first: Wanted, second: Wanted) -> tuple[Array, Array, tuple[Caution, ...]]:
    """Two columns by name, or of a file that has two columns under other names by their order, which is told.

    Raises:
        ValueError: neither.
    """
    one, two = find(record, first), find(record, second)
    if one is None and two is None and len(record.columns) == 2:
        a, b = record.columns.values()
        held = " and ".join(map(repr, record.columns))
        words = f"{record.origin.file}: its two columns, {held}, were taken as '{first.name}' and '{second.name}', in this order."
        return a, b, (Caution("columns_by_order", words),)
    (a, about), (b, more) = one or column(record, first), two or column(record, second)
    return a, b, (*about, *more)


def rows_with_numbers(*columns: Array) -> NDArray[np.bool_]:
    """Which rows hold a finite number in each of the columns, (N,)."""
    return np.asarray(np.all([np.isfinite(one) for one in columns], axis=0))


def _in_unit(record: Record, header: str, unit: str, wanted: Wanted) -> tuple[Array, tuple[Caution, ...]]:
    values = record.columns[header]
    if wanted.unit in PLAIN:
        return values, ()
    if not unit:
        words = f"{record.origin.file}: column {header!r} tells no unit; {wanted.unit} was assumed."
        return values, (Caution("unit_assumed", words),)
    spelled, target = SPELLED.get(unit, unit), SPELLED.get(wanted.unit, wanted.unit)
    if spelled == target:
        return values, ()
    try:
        zero, one = convert(0.0, spelled, target), convert(1.0, spelled, target)
    except RecipeError as error:
        raise ValueError(
            f"{record.origin.file}: column {header!r} must be in a unit that converts to {wanted.unit}; received {unit!r}. "
            "Correct the header."
        ) from error
    return values * (one - zero) + zero, ()

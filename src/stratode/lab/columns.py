"""Columns found by what they are called: a file's "Potential applied (V)" is the voltage, "I/mA" the current in thousandths."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Record
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert

UNIT = re.compile(
    r"^(?P<name>.*?)\s*(?:/\s*(?P<slash>(?:[^()\[\]]*[/*·]\s*)?\([^()]*\)|[^()\[\]]+)|\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])\s*$"
)
SPACED = re.compile(r"\s*/\s*")
PLAIN = {"", "1", "-", "counts", "count", "cts", "cps", "a.u.", "a. u.", "arb. units", "au"}
SHARES = {"%": 0.01, "percent": 0.01}
RATIO = re.compile(r"(?P<unit>[^/\s]+)\s*/\s*(?P=unit)")  # "mm/mm", a strain
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
        name: as a record has it, with the unit of the numbers given back: "Angular Frequency / rad/s".
        called: what files call it, lower case, without its unit; the likeliest first.
        unless: words that a name must not hold, lower case.
        written: an example of how a file writes it, "Stress / MPa"; "" where `name` is one.
    """

    name: str
    called: tuple[str, ...]
    unless: tuple[str, ...] = ()
    written: str = ""

    @property
    def unit(self) -> str:
        """Of the numbers given back; "1" of plain ones."""
        return self.name.partition(" / ")[2]

    @property
    def example(self) -> str:
        """A name that is accepted."""
        return self.written or self.name


def split(header: str) -> tuple[str, str]:
    """A header's name and unit: "G' (Pa)" gives "G'" and "Pa"; the unit is "" where none is told."""
    found = UNIT.match(header.strip())
    if not found:
        return header.strip(), ""
    unit = next(part for part in (found["slash"], found["round"], found["square"]) if part is not None)
    return found["name"].strip(), SPACED.sub("/", unit.strip())


def find(record: Record, wanted: Wanted) -> tuple[Array, tuple[Caution, ...]] | None:
    """The column, in the unit wanted, with what was assumed of it; None where the file has none.

    Raises:
        ValueError: its unit does not convert.
    """
    header = _header(record, wanted)
    if header is None:
        return None
    values, unit = record.columns[header], split(header)[1]
    if header == wanted.name or wanted.unit in PLAIN:
        return values, ()
    if not unit:
        words = f"{record.origin.file}: column {header!r} tells no unit; {wanted.unit} was assumed."
        return values, (Caution("unit_assumed", words),)
    return _converted(record, header, unit, wanted), ()


def column(record: Record, wanted: Wanted) -> tuple[Array, tuple[Caution, ...]]:
    """As :func:`find`, of a column that must be there.

    Raises:
        ValueError: the file has none of these names.
    """
    found = find(record, wanted)
    if found is None:
        raise _missing(record, wanted)
    return found


def has(record: Record, wanted: Wanted) -> bool:
    """Whether the file has the column."""
    return _header(record, wanted) is not None


def with_unit(record: Record, wanted: Wanted) -> Array:
    """The column in the unit wanted, (N,), of a file that must tell its unit; nothing is assumed.

    Args:
        record: the table.
        wanted: of a plain number, for which % is read too, or of a quantity.

    Raises:
        ValueError: no such column, one without a unit, or one in a unit of another kind.
    """
    header = _header(record, wanted)
    if header is None:
        raise _missing(record, wanted)
    where, unit = record.origin.file, split(header)[1]
    if header == wanted.name:
        return record.columns[header]
    if wanted.unit in PLAIN:
        if unit not in PLAIN and unit not in SHARES and not RATIO.fullmatch(unit):
            raise ValueError(
                f"{where}: column {header!r} must be a plain number or in %; received the unit {unit!r}. Write {wanted.example!r}."
            )
        return record.columns[header] * SHARES.get(unit, 1.0)
    if not unit:
        raise ValueError(f"{where}: column {header!r} must carry its unit; received none. Name it such as {wanted.example!r}.")
    return _converted(record, header, unit, wanted)


def two_columns(record: Record, first: Wanted, second: Wanted) -> tuple[Array, Array, tuple[Caution, ...]]:
    """Two columns by name, or of a file that has two columns under other names by their order, which is told.

    Raises:
        ValueError: neither.
    """
    one, two = find(record, first), find(record, second)
    if len(record.columns) == 2 and (one is None) != (two is None):
        return _other(record, first, second)
    if one is None and two is None and len(record.columns) == 2:
        a, b = record.columns.values()
        held = " and ".join(map(repr, record.columns))
        words = f"{record.origin.file}: its two columns, {held}, were taken as '{first.name}' and '{second.name}', in this order."
        return a, b, (Caution("columns_by_order", words),)
    (a, about), (b, more) = one or column(record, first), two or column(record, second)
    return a, b, (*about, *more)


def _other(record: Record, first: Wanted, second: Wanted) -> tuple[Array, Array, tuple[Caution, ...]]:
    """The two columns of which one is known by its name: the other is taken as what is left, and told."""
    known, unknown = (first, second) if has(record, first) else (second, first)
    values, about = column(record, known)
    left = next(header for header in record.columns if header != _header(record, known))
    words = f"{record.origin.file}: column {left!r} is the only other one of two and was taken as '{unknown.name}'."
    told = (*about, Caution("columns_by_order", words))
    other = record.columns[left]
    return (values, other, told) if known is first else (other, values, told)


def _header(record: Record, wanted: Wanted) -> str | None:
    """What the file calls the column; None where it has none."""
    if wanted.name in record.columns:
        return wanted.name
    names = {header: _plain(split(header)[0]) for header in record.columns if not any(word in header.lower() for word in wanted.unless)}
    return next((header for called in wanted.called for header, name in names.items() if name == _plain(called)), None)


def _plain(name: str) -> str:
    return name.replace("_", " ").strip().lower()


def _missing(record: Record, wanted: Wanted) -> ValueError:
    held = ", ".join(map(repr, record.columns))
    return ValueError(
        f"{record.origin.file}: needs a column {wanted.example!r}; found {held}. "
        f"Name it so, or tell with --columns '{wanted.example}=its name'."
    )


def _converted(record: Record, header: str, unit: str, wanted: Wanted) -> Array:
    spelled, target = SPELLED.get(unit, unit), SPELLED.get(wanted.unit, wanted.unit)
    if spelled == target:
        return record.columns[header]
    try:
        zero, one = convert(0.0, spelled, target), convert(1.0, spelled, target)
    except RecipeError as error:
        raise ValueError(
            f"{record.origin.file}: column {header!r} must be in a unit that converts to {wanted.unit}; received {unit!r}. "
            "Correct the header."
        ) from error
    return record.columns[header] * (one - zero) + zero

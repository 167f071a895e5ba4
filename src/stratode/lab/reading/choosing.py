"""Which column of a table is which quantity: as the format declares, as it is usually called, or as the user says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stratode.lab.reading.damage import quoted
from stratode.lab.reading.heads import Head, unit_of
from stratode.lab.reading.known import DATE, STATE, USUAL, Column
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert


@dataclass(frozen=True, slots=True)
class Chosen:
    """A column of the file that a record takes.

    Args:
        target: what the record names it.
        index: of the column in the file, from 0.
        factor: from the file's unit to that of the target's name.
        offset: likewise, added.
        assumed: the unit that was taken because none is stated; "" where one is.
    """

    target: str
    index: int
    factor: float = 1.0
    offset: float = 0.0
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One column as the user names it: "Current / A=-I:mA".

    Args:
        target: what the record names it.
        source: its name in the file, or its number from 1.
        unit: its unit; "" as the file states it.
    """

    target: str
    source: str
    unit: str


def asked_of(text: str) -> tuple[Asked, ...]:
    """What `--columns` says.

    Raises:
        ValueError: a part without "=", or without a name on one of its sides.
    """
    found = []
    for part in text.split(","):
        target, equals, source = (piece.strip() for piece in part.partition("="))
        if not (equals and target and source):
            raise ValueError(
                f"--columns: must be a list of NAME=COLUMN; received '{quoted(part.strip())}'. "
                "Write for example 'Voltage / V=Ewe,Current / A=I:mA' or, by number, 'Frequency / Hz=1'."
            )
        name, colon, unit = source.rpartition(":")
        found.append(Asked(target, name.strip() if colon else source, unit.strip() if colon else ""))
    return tuple(found)


def choose(heads: Sequence[Head], declared: Sequence[Column], asked: Sequence[Asked], file: str) -> list[Chosen]:
    """The columns that a record takes, each target once, each column once.

    Args:
        heads: of the table.
        declared: by the format; the usual names are tried after these.
        asked: by the user; these come first.
        file: its name.

    Raises:
        ValueError: what the user names is not there, or its unit does not convert.
    """
    chosen = [_as_asked(heads, one, file) for one in asked]
    targets, used = {one.target for one in chosen}, {one.index for one in chosen}
    for column in (*declared, *USUAL):
        if column.target in targets:
            continue
        found = _first(heads, column, used)
        if found is not None:
            chosen.append(found)
            targets.add(found.target)
            used.add(found.index)
    for index, head in enumerate(heads):
        if index not in used and head.words and head.label not in targets:
            chosen.append(Chosen(head.label, index))
            targets.add(head.label)
    return chosen


def _first(heads: Sequence[Head], column: Column, used: set[int]) -> Chosen | None:
    for words in column.words:
        for index, head in enumerate(heads):
            if index in used or head.words != words:
                continue
            if not column.kept_in:
                return Chosen(column.target, index)
            factors = _factors(head.unit or column.unit or column.kept_in, column.kept_in)
            if factors is None:
                continue
            sign = -1.0 if head.minus != column.minus else 1.0
            assumed = "" if head.unit or column.unit or column.kept_in == "1" else column.kept_in
            return Chosen(column.target, index, sign * factors[0], sign * factors[1], assumed)
    return None


def _factors(unit: str, kept_in: str) -> tuple[float, float] | None:
    """(factor, offset) from a unit to that of a name; None where it does not convert."""
    if unit == kept_in or kept_in == "1" or unit.startswith(("h:", "hh:", "d ")):
        return 1.0, 0.0
    if unit in ("", "1"):
        return None
    try:
        zero = convert(0.0, unit, kept_in)
        return convert(1.0, unit, kept_in) - zero, zero
    except RecipeError:
        return None


def _as_asked(heads: Sequence[Head], asked: Asked, file: str) -> Chosen:
    source, sign = asked.source, 1.0
    index = _place(heads, source)
    if index is None and source.startswith("-"):
        index, sign = _place(heads, source[1:].strip()), -1.0
    if index is None:
        names = ", ".join(f"'{quoted(head.text)}'" for head in heads)
        raise ValueError(
            f"--columns: must name columns of the file; received '{quoted(asked.source)}' for {quoted(file)}, which has {names}. "
            "Write one of these, or its number from 1."
        )
    kept_in = asked.target.rpartition(" / ")[2] if " / " in asked.target else ""
    if not kept_in or asked.target in (DATE, STATE):
        return Chosen(asked.target, index, sign)
    stated = unit_of(asked.unit) if asked.unit else heads[index].unit
    factors = _factors(stated or kept_in, kept_in)
    if factors is None:
        raise ValueError(
            f"--columns: the unit must convert to {kept_in}; received '{quoted(stated)}' of '{quoted(asked.source)}'. "
            f"State it after a colon, for example '{asked.target}={asked.source}:{kept_in}'."
        )
    return Chosen(asked.target, index, sign * factors[0], sign * factors[1], "" if stated or kept_in == "1" else kept_in)


def _place(heads: Sequence[Head], source: str) -> int | None:
    """Index of the column of that name, of its name without unit, or of that number."""
    for index, head in enumerate(heads):
        if source in (head.text, head.label):
            return index
    for index, head in enumerate(heads):
        if source.casefold() == head.words:
            return index
    if source.isdigit() and 1 <= int(source) <= len(heads):
        return int(source) - 1
    return None

"""Columns of tables that carry a noun and a unit, whatever the unit: strain in %, stress in MPa, positions in um, all to SI."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from stratode.lab.record import Array, Record
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert

HEAD = re.compile(r"\s*(?P<noun>[^/(\[]+?)\s*(?:/\s*(?P<a>[^/].*?)|\((?P<b>[^)]*)\)|\[(?P<c>[^\]]*)\])?\s*")
SPACED = re.compile(r"\s*/\s*")
PLAIN = {"": 1.0, "1": 1.0, "-": 1.0, "%": 0.01, "percent": 0.01}


def has_column(record: Record, nouns: Sequence[str]) -> bool:
    """Whether the table has a column of one of these nouns."""
    return any(_parsed(name)[0] in nouns for name in record.columns)


def column_in(record: Record, nouns: Sequence[str], si: str, example: str) -> Array:
    """The column whose name begins with one of `nouns`, in SI, (N,).

    Args:
        record: the table.
        nouns: lower case, "strain"; the first that is found is taken.
        si: the unit wanted, "Pa"; "1" of a plain number, for which % is read too.
        example: a name that would be accepted, "Strain / %".

    Raises:
        ValueError: no such column, or one in a unit of another kind.
    """
    where = record.origin.file
    for noun in nouns:
        for name, values in record.columns.items():
            found, unit = _parsed(name)
            if found == noun:
                return _converted(where, name, values, unit, si, example)
    raise ValueError(
        f"{where}: needs a column such as {example!r}; found {', '.join(map(repr, record.columns))}. "
        f"Rename it in the file, or state with --columns '{example}=NAME' which it is."
    )


def finite_rows(*columns: Array) -> tuple[tuple[Array, ...], int]:
    """The columns without rows in which one of them is missing, and how many rows those were."""
    whole = np.all([np.isfinite(column) for column in columns], axis=0)
    return tuple(column[whole] for column in columns), int(np.sum(~whole))


def _converted(where: str, name: str, values: Array, unit: str, si: str, example: str) -> Array:
    if si == "1":
        if unit not in PLAIN:
            raise ValueError(f"{where}: column {name!r} must be a plain number or in %; received the unit {unit!r}. Write {example!r}.")
        return np.asarray(values, float) * PLAIN[unit]
    if not unit:
        raise ValueError(f"{where}: column {name!r} must carry its unit; received none. Name it such as {example!r}.")
    try:
        zero, one = convert(0.0, unit, si), convert(1.0, unit, si)
    except RecipeError as error:
        raise ValueError(f"{where}: column {name!r} must be in a unit that converts to {si}; received {unit!r}.") from error
    return np.asarray(values, float) * (one - zero) + zero


def _parsed(name: str) -> tuple[str, str]:
    """Noun in lower case and unit of a column's name: "Strain / %", "stress (MPa)", "Distance_(nm)"."""
    match = HEAD.fullmatch(name.replace("_", " "))
    if match is None:
        return name.strip().lower(), ""
    unit = next((u for u in (match["a"], match["b"], match["c"]) if u), "")
    return match["noun"].strip().lower(), SPACED.sub("/", unit.strip())

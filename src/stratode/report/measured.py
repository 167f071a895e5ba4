"""Measured capacities or discharge curves (`--measured FILE.csv`), to lay over computed ones."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RATE, RECIPE, SPECIFIC = "C-rate / 1", "Recipe", "Capacity / mAh/g"
VOLTAGE, CURRENT, TIME, CHARGE = "Voltage / V", "Current / A", "Test Time / s", "Discharge Capacity / Ah"
LARGEST = 200_000_000  # bytes; more is not a table of discharges
ACCEPTED = (
    f"either capacities ({RATE!r}, {SPECIFIC!r} and, for several recipes, {RECIPE!r}), "
    f"or curves in BDF columns ({VOLTAGE!r} with {CHARGE!r}, {SPECIFIC!r}, or {TIME!r} and {CURRENT!r})"
)


class MeasuredFileError(ValueError):
    """A measured file that cannot be used; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class MeasuredCapacity:
    """One measured discharge capacity."""

    recipe: str | None
    c_rate: float
    capacity: float  # mAh per g of cathode active material


@dataclass(frozen=True, slots=True)
class MeasuredCurve:
    """One measured discharge (K rows). Either per gram, or of the whole cell."""

    recipe: str | None
    c_rate: float | None
    voltage: Array  # (K,) V
    capacity: Array  # (K,) mAh/g, or Ah of the whole cell
    per_gram: bool

    def specific_capacity(self, active_mass: float) -> Array:
        """Capacity in mAh per g of cathode active material, for a cell that holds `active_mass` kg of it. (K,)."""
        return self.capacity if self.per_gram else self.capacity / active_mass


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measured file held."""

    capacities: tuple[MeasuredCapacity, ...] = ()
    curves: tuple[MeasuredCurve, ...] = ()
    left_out: tuple[str, ...] = ()  # recipes that the file names and this run does not hold


def belongs(recipe: str | None, name: str, recipes: int) -> bool:
    """True where measured data of `recipe` go with the recipe called `name`: by name, or unnamed where there is only one."""
    return recipe == name or (recipe is None and recipes == 1)


def read_measured(path: Path, names: Sequence[str] = ()) -> Measured:
    """Read a CSV file (comma, semicolon or tab) of measured capacities by rate, or of discharge curves in BDF columns.

    Args:
        path: the file, UTF-8 with one header line.
        names: the recipes it will be laid over; where given, the file's `Recipe` column must name at least one of them (rows of
            others are left out, and named), and must be there when there are several.

    Raises:
        MeasuredFileError: the file is missing, too large, no table, lacks a column, names none of the recipes or holds a value
            that is no number.
    """
    columns, rows = _table(path)
    known = set(columns)
    if VOLTAGE in known:
        measured = Measured(curves=_curves(path, columns, rows))
    elif {RATE, SPECIFIC} <= known:
        measured = Measured(capacities=_capacities(path, columns, rows))
    else:
        missing = [c for c in (RATE, SPECIFIC) if c not in known] if known & {RATE, SPECIFIC} else [VOLTAGE]
        raise MeasuredFileError(
            f"{path}: column {missing[0]!r} is missing; found {', '.join(map(repr, columns))}. A measured file holds {ACCEPTED}"
        )
    return _of_these_recipes(path, measured, names)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows (only those that are not blank)."""
    try:
        if path.stat().st_size > LARGEST:
            raise MeasuredFileError(
                f"{path}: a measured file must be below {LARGEST // 1_000_000} MB; received {path.stat().st_size // 1_000_000} MB"
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MeasuredFileError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except UnicodeDecodeError as error:
        raise MeasuredFileError(
            f"{path}: must be a text table in UTF-8; received other bytes at position {error.start}. Export it as CSV"
        ) from error
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=mark) if any(item.strip() for item in row)]
    except csv.Error as error:
        raise MeasuredFileError(f"{path}: is no CSV table ({error}); it must hold {ACCEPTED}") from error
    if not rows:
        raise MeasuredFileError(f"{path}: is empty; it must hold {ACCEPTED}")
    columns = [item.strip() for item in rows[0]]
    twice = next((c for c in columns if columns.count(c) > 1), None)
    if twice is not None:
        raise MeasuredFileError(f"{path}: column {twice!r} stands more than once; keep one")
    if len(rows) == 1:
        raise MeasuredFileError(f"{path}: holds a header and no row; found {', '.join(map(repr, columns))}")
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            raise MeasuredFileError(f"{path}, row {line}: the header has {len(columns)} columns; received {len(row)} values")
    return columns, rows[1:]


def _capacities(path: Path, columns: list[str], rows: list[list[str]]) -> tuple[MeasuredCapacity, ...]:
    rates, capacities = (_numbers(path, columns, rows, name) for name in (RATE, SPECIFIC))
    for line, (c_rate, capacity) in enumerate(zip(rates, capacities, strict=True), 2):
        if c_rate <= 0.0 or capacity < 0.0:
            raise MeasuredFileError(
                f"{path}, row {line}: a rate must be above 0 and a capacity not below; received {c_rate:g}C, {capacity:g} mAh/g"
            )
    recipes = _recipes(columns, rows)
    return tuple(MeasuredCapacity(r, float(c), float(q)) for r, c, q in zip(recipes, rates, capacities, strict=True))


def _curves(path: Path, columns: list[str], rows: list[list[str]]) -> tuple[MeasuredCurve, ...]:
    """One curve for each recipe and rate, discharging rows only (where the current is known)."""
    voltage = _numbers(path, columns, rows, VOLTAGE)
    rates = _numbers(path, columns, rows, RATE) if RATE in columns else np.full(len(rows), math.nan)
    current = _numbers(path, columns, rows, CURRENT) if CURRENT in columns else np.full(len(rows), -1.0)
    per_gram = SPECIFIC in columns
    if not per_gram and CHARGE not in columns and not {TIME, CURRENT} <= set(columns):
        raise MeasuredFileError(
            f"{path}: a curve needs a capacity: column {CHARGE!r} is missing; found {', '.join(map(repr, columns))}. Give {ACCEPTED}"
        )
    recipes = _recipes(columns, rows)
    keys = list(zip(recipes, (None if math.isnan(c) else float(c) for c in rates), strict=True))
    curves = []
    for key in dict.fromkeys(keys):
        chosen = np.array([i for i, k in enumerate(keys) if k == key and current[i] < 0.0], dtype=np.int64)
        if chosen.size == 0:
            continue
        name = SPECIFIC if per_gram else CHARGE
        if name in columns:
            capacity = _numbers(path, columns, rows, name)[chosen]
        else:
            capacity = _integrated(_numbers(path, columns, rows, TIME)[chosen], current[chosen])
        curves.append(MeasuredCurve(*key, voltage[chosen], capacity - capacity[0] if name == CHARGE else capacity, per_gram))
    if not curves:
        raise MeasuredFileError(
            f"{path}: no row discharges; discharging current is negative here ({CURRENT!r} < 0). Turn the sign of the column"
        )
    return tuple(curves)


def _integrated(time: Array, current: Array) -> Array:
    """Discharged charge, Ah."""
    return np.concatenate(([0.0], np.cumsum(-0.5 * (current[1:] + current[:-1]) * np.diff(time)))) / 3600.0


def _numbers(path: Path, columns: list[str], rows: list[list[str]], name: str) -> Array:
    place = columns.index(name)
    values = np.empty(len(rows))
    for i, row in enumerate(rows):
        try:
            values[i] = float(row[place])
        except ValueError:
            values[i] = math.nan
        if not math.isfinite(values[i]):
            raise MeasuredFileError(
                f"{path}, row {i + 2}, column {name!r}: must be a number with a decimal point; received {row[place][:40]!r}"
            )
    return values


def _recipes(columns: list[str], rows: list[list[str]]) -> list[str | None]:
    if RECIPE not in columns:
        return [None] * len(rows)
    place = columns.index(RECIPE)
    return [row[place].strip() or None for row in rows]


def _of_these_recipes(path: Path, measured: Measured, names: Sequence[str]) -> Measured:
    """Only what belongs to `names`, with the names of what was left out."""
    found = {point.recipe for point in measured.capacities} | {curve.recipe for curve in measured.curves}
    if len(names) > 1 and None in found:
        raise MeasuredFileError(
            f"{path}: with several recipes a column {RECIPE!r} must say whose each row is; name one of {', '.join(names)}"
        )
    unknown = sorted(recipe for recipe in found if recipe is not None and recipe not in names) if names else []
    if unknown and len(unknown) == len(found):
        raise MeasuredFileError(f"{path}: column {RECIPE!r} must name a recipe of this run ({', '.join(names)}); received {unknown[0]!r}")
    return Measured(
        tuple(point for point in measured.capacities if point.recipe not in unknown),
        tuple(curve for curve in measured.curves if curve.recipe not in unknown),
        tuple(unknown),
    )

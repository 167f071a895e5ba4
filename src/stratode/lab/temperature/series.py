"""A quantity measured at several temperatures, checked: what Arrhenius and VTF begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.record import Array, Origin, Record, Skipped
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert

FEWEST = 3  # temperatures
MOST = 10_000  # points
COLDEST, HOTTEST = 50.0, 1500.0  # K
TEMPERATURES = ("temperature", "t", "temp", "ambient temperature", "surface temperature")
ERRORS = ("uncertainty", "error", "std", "sd", "standard deviation", "standard error")
HEAD = re.compile(r"\s*(?P<noun>[^/([]+?)\s*(?:/\s*(?P<bare>.+?)|\((?P<round>[^)]*)\)|\[(?P<square>[^\]]*)\])\s*")


@dataclass(frozen=True, slots=True)
class Observable:
    """What is measured over temperature.

    Args:
        noun: in words.
        si: its unit.
        rising: it grows with the rate of the process, as a conductivity; not as a resistance.
        symbol: where the table names none.
    """

    noun: str
    si: str
    rising: bool
    symbol: str


CONDUCTIVITY = Observable("conductivity", "S/m", True, "sigma")
OBSERVABLES = (
    CONDUCTIVITY,
    Observable("resistance", "ohm", False, "R"),
    Observable("area-specific resistance", "ohm m2", False, "R"),
    Observable("conductance", "S", True, "G"),
    Observable("relaxation time", "s", False, "tau"),
    Observable("diffusivity", "m2/s", True, "D"),
    Observable("exchange current density", "A/m2", True, "i_0"),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ThermalSeries:
    """One quantity over temperature, from cold to hot.

    Args:
        name: of the data.
        temperature: K, (N,), rising.
        value: SI, (N,), positive.
        error: relative standard uncertainty of each value, (N,); None where none was given.
        observable: what it is.
        symbol: its symbol.
        unit: that it was written in, for tables.
        origin: where it came from.

    Raises:
        ValueError: fewer than three temperatures or more than 10,000 points, a value that is not positive, a temperature out of any range.
    """

    name: str
    temperature: Array
    value: Array
    error: Array | None
    observable: Observable
    symbol: str
    unit: str
    origin: Origin

    def __post_init__(self) -> None:
        """Checks and sorts."""
        T, v = np.asarray(self.temperature, float), np.asarray(self.value, float)
        if (v <= 0.0).any():
            raise ValueError(f"{self.name}: a {self.observable.noun} must be positive; received {v[v <= 0.0][0]:g}. Leave that row out.")
        odd = T[(T < COLDEST) | (T > HOTTEST)]
        if odd.size:
            raise ValueError(
                f"{self.name}: temperatures must lie between {COLDEST:g} and {HOTTEST:g} K; received {odd[0]:g} K. "
                "Check the unit of the column: 'Temperature / degC' or 'Temperature / K'."
            )
        if np.unique(T).size < FEWEST:
            raise ValueError(f"{self.name}: needs at least {FEWEST} temperatures; received {np.unique(T).size}. Measure at more.")
        if T.size > MOST:
            raise ValueError(f"{self.name}: must have at most {MOST} points; received {T.size}. Give one mean for each temperature.")
        if self.error is not None and not ((self.error > 0.0) & (self.error < 1.0)).all():
            raise ValueError(f"{self.name}: uncertainties must be positive and smaller than their values. Correct the column or remove it.")
        order = np.argsort(T, kind="stable")
        object.__setattr__(self, "temperature", T[order])
        object.__setattr__(self, "value", v[order])
        object.__setattr__(self, "error", None if self.error is None else np.asarray(self.error, float)[order])

    @property
    def log_rate(self) -> Array:
        """ln of what grows with the rate, sigma or 1/R in SI, (N,)."""
        logs: Array = np.log(self.value)
        return logs if self.observable.rising else -logs

    def from_log_rate(self, log_rate: float) -> float:
        """The quantity in SI."""
        return float(np.exp(log_rate if self.observable.rising else -log_rate))


def series_in(record: Record, name: str) -> tuple[ThermalSeries, ...]:
    """Every column over temperature that a table holds.

    A column of uncertainties ("Uncertainty / mS/cm") belongs to the quantity before it.

    Raises:
        ValueError: no temperature with its unit, no column of a known kind, or as :class:`ThermalSeries`.
    """
    heads = {column: _parsed(column) for column in record.columns}
    temperature = _temperature(record, heads)
    found: list[ThermalSeries] = []
    columns = list(record.columns)
    for place, column in enumerate(columns):
        noun, unit = heads[column]
        observable = None if noun.lower().startswith(ERRORS) or noun.lower() in TEMPERATURES else _observable(unit)
        if observable is None:
            continue
        value, after = record.columns[column], columns[place + 1 : place + 2]
        error = _relative(record.columns[after[0]], value, heads[after[0]], unit) if after else None
        found.append(_made(record, name, temperature, (noun, unit), observable, value, error))
    if not found:
        kinds = ", ".join(f"{one.noun} (such as '/ {one.si}')" for one in OBSERVABLES)
        raise ValueError(
            f"{name}: needs a column of a quantity with its unit; found {', '.join(map(repr, record.columns))}. Accepted: {kinds}. "
            "Name it such as 'Conductivity / mS/cm'."
        )
    if len(found) > 1:
        found = [replace(one, name=f"{name}: {one.symbol}") for one in found]
    return tuple(found)


def _made(record: Record, name: str, T: Array, head: tuple[str, str], kind: Observable, value: Array, error: Array | None) -> ThermalSeries:
    whole = np.isfinite(T) & np.isfinite(value) & (True if error is None else np.isfinite(error))
    lost, origin = int((~whole).sum()), record.origin
    if lost:
        why = f"no temperature or no {head[0]}"
        lines = tuple(int(i) + 1 for i in np.flatnonzero(~whole))
        origin = replace(origin, skipped=(*origin.skipped, Skipped(why, lines, lost)))
    symbol = kind.symbol if head[0].lower() in (kind.noun, "ionic conductivity", "value") else head[0]
    si = np.array([convert(float(v), head[1], kind.si) for v in value[whole]])
    uncertainty = None if error is None else error[whole]
    return ThermalSeries(
        name=name, temperature=T[whole], value=si, error=uncertainty, observable=kind, symbol=symbol, unit=head[1], origin=origin
    )  # fmt: skip


def _temperature(record: Record, heads: dict[str, tuple[str, str]]) -> Array:
    for column, (noun, unit) in heads.items():
        if noun.lower() in TEMPERATURES and unit:
            if not _converts(unit, "K"):
                break
            return np.array([convert(float(v), unit, "K") for v in record.columns[column]])
    raise ValueError(
        f"{record.origin.file}: needs a column of temperature with its unit; found {', '.join(map(repr, record.columns))}. "
        "Name it 'Temperature / degC' or 'Temperature / K'."
    )


def _relative(error: Array, value: Array, head: tuple[str, str], unit: str) -> Array | None:
    """Uncertainties relative to their values, where the column holds such."""
    if not head[0].lower().startswith(ERRORS):
        return None
    if head[1] in ("%", "1"):
        return np.asarray(error * (0.01 if head[1] == "%" else 1.0))
    return np.asarray(error / np.abs(value) * convert(1.0, head[1], unit)) if _converts(head[1], unit) else None


def _observable(unit: str) -> Observable | None:
    return next((one for one in OBSERVABLES if unit and _converts(unit, one.si)), None)


def _converts(unit: str, si: str) -> bool:
    try:
        convert(1.0, unit, si)
    except RecipeError:
        return False
    return True


def _parsed(name: str) -> tuple[str, str]:
    """Noun and unit of a column's name: "R_ct / ohm cm2", "T (degC)"."""
    match = HEAD.fullmatch(name)
    if match is None:
        return name.strip(), ""
    unit = next((u for u in (match["bare"], match["round"], match["square"]) if u), "")
    return match["noun"].strip(), re.sub(r"\s*/\s*", "/", unit.strip())


def of_values(
    name: str,
    temperature: Sequence[float],
    values: Sequence[float],
    relative: Sequence[float] | None,
    what: Observable,
    origin: Origin,
    symbol: str,
) -> ThermalSeries:
    """A series from numbers in SI that another analysis gave.

    Args:
        name, origin, symbol: as of :class:`ThermalSeries`.
        temperature: K.
        values: SI.
        relative: standard uncertainty of each over its value; None where one is not known.
        what: they are.
    """
    errors = None if relative is None else np.asarray(relative, float)
    return ThermalSeries(
        name=name, temperature=np.asarray(temperature, float), value=np.asarray(values, float), error=errors, observable=what,
        symbol=symbol, unit=what.si, origin=origin,
    )  # fmt: skip

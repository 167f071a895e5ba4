"""The only unit converter: texts with a unit, as a lab writes them, to SI numbers.

`22 mg/cm2`, `11.3 µm`, `1 M`, `0.2 C`, `C/5`, `55 %`, `22 +- 0.5 mg/cm2`. A number after a unit's letters is its power. `pint` knows the
units; its registry is built at the first conversion, not at import.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stratode.recipe.errors import RecipeError, refused

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
QUANTITY = re.compile(rf"\s*(?P<value>{NUMBER})\s*(?:(?:\+-|\+/-|±)\s*(?P<spread>{NUMBER}))?\s*(?P<unit>.*?)\s*", re.DOTALL)
PER_HOURS = re.compile(rf"\s*1?\s*[Cc]\s*/\s*(?P<hours>{NUMBER})\s*(?:h|hours?)?\s*")
FACTOR = re.compile(r"\s*(?P<join>[*/·]?)\s*(?P<name>°?[A-Za-zµμΩ]+)(?:(?:\^|\*\*)?(?P<power>[+-]?[0-9]))?")
BELOW = re.compile(r"\s*/\s*\(([^()/]+)\)")  # W/(m2 K)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")  # as our own tables print them
LONGEST_TEXT = 60  # characters; no honest quantity is longer
PERCENT = {"%": 0.01, "wt%": 0.01, "vol%": 0.01, "percent": 0.01, "": 1.0}
NAMES = {"°C": "degC"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of quantity: what it is called, its SI unit, and how one writes it.

    Args:
        noun: "length", "mass per area".
        si: SI unit as pint reads it; "" for a plain number, "C" for a C-rate, "%" for a fraction.
        example: a text that is accepted.
        units: the only units accepted, where pint cannot tell (fractions, C-rates); empty: any unit of the dimension.
    """

    noun: str
    si: str
    example: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in SI with its standard uncertainty, and the text it was stated as.

    Args:
        value: SI.
        uncertainty: SI, one standard deviation; None where none was stated.
        kind: what it is.
        unit: the unit it was written in.
        text: as written.
    """

    value: float
    uncertainty: float | None
    kind: Kind
    unit: str
    text: str

    def __str__(self) -> str:
        """As written."""
        return self.text


@lru_cache(maxsize=1)
def _registry() -> Any:
    """Pint's units, built once and late: it costs a noticeable part of a second."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


@lru_cache(maxsize=1024)
def _scale(unit: str, si: str) -> tuple[float, float] | None:
    """(factor, offset) with SI = factor x + offset; None where the dimensions differ; KeyError where the unit is unknown."""
    import pint

    spelled = _spelled(unit)
    ureg = _registry()
    try:
        from_unit, to_unit = ureg.parse_units(spelled), ureg.parse_units(_spelled(si))
        if from_unit.dimensionality != to_unit.dimensionality:
            return None
        zero = ureg.Quantity(0.0, from_unit).to(to_unit).magnitude
        one = ureg.Quantity(1.0, from_unit).to(to_unit).magnitude
    except (pint.errors.PintError, AttributeError, TypeError, ValueError, OverflowError) as error:
        raise KeyError(unit) from error
    return _tidy(one - zero), _tidy(zero)


def _tidy(x: float) -> float:
    """x without the rounding noise of a unit conversion (1 M is 1000 mol/m3, not 999.9999999999999)."""
    return float(f"{x:.12g}")


def _spelled(unit: str) -> str:
    """A lab's unit as pint reads it: "mg/cm2" -> "mg/cm**2". KeyError where it is not a product of units."""
    unit = BELOW.sub(lambda found: "/" + "/".join(re.split(r"[\s*·]+", found[1].strip())), unit.translate(RAISED))
    parts: list[str] = []
    position = 0
    while position < len(unit):
        match = FACTOR.match(unit, position)
        if match is None or len(parts) > 6:
            raise KeyError(unit)
        name = match["name"]
        join = {"·": "*", "": "*" if parts else ""}.get(match["join"], match["join"])
        parts.append(f"{join}{NAMES.get(name, name)}" + (f"**({match['power']})" if match["power"] else ""))
        position = match.end()
    if not parts:
        raise KeyError(unit)
    return "".join(parts)


def convert(value: float, unit: str, si: str) -> float:
    """A number in `unit` as a number in `si` (any two units of one dimension).

    Raises:
        RecipeError: where a unit is unknown or the dimensions differ.
    """
    try:
        scale = _scale(unit, si)
    except KeyError as error:
        raise refused("", "must be a known unit", unit, f"Write a unit such as {si}.") from error
    if scale is None:
        raise refused("", f"must be a unit that converts to {si}", unit, f"Write a unit such as {si}.")
    return value * scale[0] + scale[1]


def read_quantity(text: object, *kinds: Kind, field: str = "") -> Quantity:
    """The quantity that `text` states, as one of `kinds`.

    Args:
        text: text, or a plain number where a kind needs no unit.
        kinds: what is accepted; the first that fits is taken.
        field: path of the field, for the message.

    Raises:
        RecipeError: not a number, no unit, wrong dimension, not finite.
    """
    remedy = "Write for example " + " or ".join(k.example for k in kinds) + "."
    nouns = " or ".join(_named(kind) for kind in kinds)
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise refused(field, f"must be {nouns}", text, remedy)
    text = text if isinstance(text, str) else repr(text)
    rate = next((kind for kind in kinds if kind.si == "C"), None)
    if rate is not None and len(text) <= LONGEST_TEXT and (slow := PER_HOURS.fullmatch(text)):
        return _per_hours(text, float(slow["hours"]), rate, field, remedy)
    match = QUANTITY.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise refused(field, f"must be {nouns}: a finite number and its unit", text, remedy)
    value, unit = float(match["value"]), match["unit"]
    spread = None if match["spread"] is None else float(match["spread"])
    if unit.startswith(","):
        raise refused(field, "must use a decimal point", text, remedy)
    found = _fitting(unit, kinds, field, text, nouns, remedy)
    factor, offset = found[1]
    si, sd = value * factor + offset, None if spread is None else spread * factor
    if not (math.isfinite(si) and (sd is None or math.isfinite(sd))):
        raise refused(field, "must be finite", text, remedy)
    if sd is not None and sd < 0:
        raise refused(field, "must have an uncertainty that is not negative", text, remedy)
    return Quantity(si, sd, found[0], unit, text.strip())


def _per_hours(text: str, hours: float, kind: Kind, field: str, remedy: str) -> Quantity:
    """The C-rate that "C/5" states: the charge of one hour at 1C, passed in five."""
    if not (hours > 0 and math.isfinite(1 / hours)):
        raise refused(field, "must divide C by a number of hours above 0", text, remedy)
    return Quantity(1 / hours, None, kind, "C", text.strip())


def _named(kind: Kind) -> str:
    """The kind with its article and SI unit: "a length (m)"."""
    article = "an" if kind.noun[0] in "ae" else "a"
    return f"{article} {kind.noun}" + (f" ({kind.si})" if kind.si not in ("", "%", "C") else "")


def _fitting(unit: str, kinds: tuple[Kind, ...], field: str, text: str, nouns: str, remedy: str) -> tuple[Kind, tuple[float, float]]:
    """The first of `kinds` that `unit` belongs to, with (factor, offset) to SI."""
    known = True
    for kind in kinds:
        if kind.units or kind.si == "":
            if unit in (kind.units or ("",)):
                return kind, (PERCENT.get(unit, 1.0), 0.0)
            continue
        if not unit:
            continue
        try:
            scale = _scale(unit, kind.si)
        except KeyError:
            known = False
            continue
        if scale is not None:
            return kind, scale
    if not unit:
        raise refused(field, f"must carry its unit: it is {nouns}", text, remedy)
    if all(kind.si == "" for kind in kinds):
        raise refused(field, "must be a plain number without a unit", text, remedy)
    if all(kind.units for kind in kinds):
        accepted = " or ".join(u for kind in kinds for u in kind.units[:2] if u)
        raise refused(field, f"must be {nouns} in {accepted}", text, remedy)
    rule = f"must have the dimension of {nouns}" if known else f"must have a known unit: it is {nouns}"
    raise refused(field, rule, text, remedy)


__all__ = ["Kind", "Quantity", "RecipeError", "convert", "read_quantity"]

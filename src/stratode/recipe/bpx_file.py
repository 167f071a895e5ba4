"""Reads a BPX file that nobody vouches for: JSON, then the `bpx` library's schema, then the ranges that schema leaves open."""

from __future__ import annotations

import copy
import json
import math
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bpx import BPX, parse_bpx_obj
from pydantic import ValidationError

from stratode.recipe.errors import Problem, RecipeError, refused, shown
from stratode.recipe.formula import Formula
from stratode.recipe.reader import read_bytes

ROUNDING = 1e-4  # by which volume fractions of a file may exceed 1: published areas carry 4 to 6 figures
DEEPEST = 12  # levels of nesting; BPX needs 5
CONTACTS = ("Negative electrode", "Separator", "Positive electrode")
ELECTRODES = ("Negative electrode", "Positive electrode")
STAND_IN = {"x": [0.0, 1.0], "y": [1.0, 0.0]}  # for the text of an open-circuit potential while the library looks at the file


def read_file(path: Path) -> tuple[BPX, dict[str, Any]]:
    """The file as the `bpx` library sees it, and its content as written (legacy files: before conversion).

    Raises:
        RecipeError: with every problem found, each naming the BPX field.
    """
    source = str(path)
    try:
        content = _json(read_bytes(path))
        return parse(content), content
    except RecipeError as error:
        raise RecipeError(error.problems, error.source or source) from error


def parse(content: dict[str, Any]) -> BPX:
    """BPX content, checked; `content` is left as it is.

    The library would run the text of an open-circuit potential as Python to look at the voltage window. So every text is read as a
    formula first, and the library is given a table in the place of each potential; :func:`stratode.recipe.bpx.read` uses the text itself.

    Raises:
        RecipeError: with every problem found, each naming the BPX field.
    """
    _check_values(content, "", 1)
    problems = [*_formula_problems(content.get("Parameterisation"), "Parameterisation")]
    if problems:
        raise RecipeError(tuple(problems))
    shielded = copy.deepcopy(content)
    shielded.pop("Validation", None)
    for electrode in _sections(shielded, ELECTRODES):
        if isinstance(electrode.get("OCP [V]"), str):
            electrode["OCP [V]"] = STAND_IN
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = parse_bpx_obj(shielded)
    except ValidationError as error:
        raise RecipeError(tuple(_schema_problem(dict(item)) for item in error.errors())) from error
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise refused("", "must follow the BPX schema", f"{type(error).__name__}: {error}", "Check the section and its types.") from error
    problems = [*_range_problems(content["Parameterisation"])]
    if problems:
        raise RecipeError(tuple(problems))
    return found


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_no_doubles)
    except UnicodeDecodeError as error:
        raise refused("", "must be text in UTF-8", f"byte {error.start}", "Save the file as UTF-8.") from error
    except RecursionError as error:
        raise refused("", f"must nest at most {DEEPEST} levels", "a deeper file", "Give a BPX file.") from error
    except RecipeError:
        raise
    except ValueError as error:
        raise refused("", "must be JSON", str(error), "Correct the line.") from error
    if not isinstance(found, dict):
        raise refused("", "must be a JSON object", type(found).__name__, "Give a BPX file.")
    return found


def _no_constant(name: str) -> float:
    raise refused("", "must hold finite numbers only", name, "Remove the value.")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise refused(key, "must stand once in its section", key, "Remove one of the two.")
        found[key] = value
    return found


def _check_values(value: object, path: str, depth: int) -> None:
    if depth > DEEPEST:
        raise refused(path, f"must nest at most {DEEPEST} levels", "a deeper file", "Give a BPX file.")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_values(inner, f"{path}.{key}".strip("."), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, path, depth + 1)
    elif isinstance(value, bool):
        raise refused(path, "must be a number", value, "Write a number.")
    elif isinstance(value, int | float) and not -1e300 < value < 1e300:
        raise refused(path, "must hold finite numbers only", value, "Correct the value.")


def _formula_problems(value: object, path: str) -> Iterator[Problem]:
    """Problems of every text that stands where a number may stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "description":
                yield from _formula_problems(inner, f"{path}.{key}")
    elif isinstance(value, str):
        try:
            Formula(value, ("x",))
        except RecipeError as error:
            yield from error.within(path).problems


def _sections(content: dict[str, Any], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    inside = content.get("Parameterisation")
    if isinstance(inside, dict):
        yield from (inside[name] for name in names if isinstance(inside.get(name), dict))


def _schema_problem(item: dict[str, Any]) -> Problem:
    field = ".".join(str(step) for step in item["loc"])
    rule = str(item["msg"])[:1].lower() + str(item["msg"])[1:]
    received = item.get("input")
    text = "" if isinstance(received, dict | list) else shown(received)
    return Problem(field, rule, text, "See the BPX specification.")


# ------------------------------------------------------------------------------------------- ranges that the schema leaves open

Rule = tuple[str, Callable[[float], bool]]
POSITIVE: Rule = ("must be above 0", lambda v: v > 0)
NOT_NEGATIVE: Rule = ("must not be negative", lambda v: v >= 0)
OPEN_SHARE: Rule = ("must lie between 0 and 1", lambda v: 0 < v < 1)
SHARE: Rule = ("must lie in 0 to 1", lambda v: 0 <= v <= 1)

RULES: dict[str, dict[str, Rule]] = {
    "Cell": {
        "Electrode area [m2]": POSITIVE,
        "Number of electrode pairs connected in parallel to make a cell": POSITIVE,
        "Nominal cell capacity [A.h]": POSITIVE,
        "Lower voltage cut-off [V]": NOT_NEGATIVE,
        "Upper voltage cut-off [V]": ("must lie between 0 and 6 V", lambda v: 0 < v < 6),
        "Reference temperature [K]": ("must lie in 200 to 500 K", lambda v: 200 <= v <= 500),
    },
    "Electrolyte": {
        "Initial concentration [mol.m-3]": POSITIVE,
        "Cation transference number": SHARE,
        "Diffusivity [m2.s-1]": POSITIVE,
        "Conductivity [S.m-1]": POSITIVE,
        "Diffusivity activation energy [J.mol-1]": NOT_NEGATIVE,
        "Conductivity activation energy [J.mol-1]": NOT_NEGATIVE,
    },
    "Contact": {
        "Thickness [m]": ("must lie between 0 and 0.01 m", lambda v: 0 < v < 0.01),
        "Porosity": OPEN_SHARE,
        "Transport efficiency": ("must lie between 0 and 1", lambda v: 0 < v <= 1),
        "Conductivity [S.m-1]": POSITIVE,
        "Particle radius [m]": ("must lie between 0 and 0.001 m", lambda v: 0 < v < 1e-3),
        "Surface area per unit volume [m-1]": POSITIVE,
        "Maximum concentration [mol.m-3]": POSITIVE,
        "Minimum stoichiometry": SHARE,
        "Maximum stoichiometry": SHARE,
        "Diffusivity [m2.s-1]": POSITIVE,
        "Reaction rate constant [mol.m-2.s-1]": POSITIVE,
        "Diffusivity activation energy [J.mol-1]": NOT_NEGATIVE,
        "Reaction rate constant activation energy [J.mol-1]": NOT_NEGATIVE,
    },
}


PARTICLE = {"Particle radius [m]", "Surface area per unit volume [m-1]", "Minimum stoichiometry", "Maximum stoichiometry"}
FUNCTIONS = {(section, "Diffusivity [m2.s-1]") for section in ("Electrolyte", *CONTACTS)} | {("Electrolyte", "Conductivity [S.m-1]")}


def _range_problems(content: dict[str, Any]) -> Iterator[Problem]:
    for section in ("Cell", "Electrolyte", *CONTACTS):
        values = content.get(section)
        if not isinstance(values, dict):
            continue
        path = f"Parameterisation.{section}"
        for field, (rule, holds) in RULES["Contact" if section in CONTACTS else section].items():
            value = values.get(field)
            if isinstance(value, str | dict) and (section, field) not in FUNCTIONS:
                yield Problem(f"{path}.{field}", "must be a number", shown(value), "Write a number without quotation marks.")
            elif isinstance(value, int | float) and not (math.isfinite(value) and holds(value)):
                yield Problem(f"{path}.{field}", rule, shown(value), "Correct the value or its unit.")
        numbers = {name: value for name, value in values.items() if isinstance(value, int | float)}
        if section == "Cell":
            yield from _voltage_problems(numbers, path)
        elif "Porosity" in numbers and "Transport efficiency" in numbers:
            yield from _porous_problems(numbers, path)


def _voltage_problems(values: dict[str, float], path: str) -> Iterator[Problem]:
    low, high = values.get("Lower voltage cut-off [V]"), values.get("Upper voltage cut-off [V]")
    if low is not None and high is not None and not low < high:
        yield Problem(f"{path}.Lower voltage cut-off [V]", "must lie below the upper cut-off", f"{low:g} and {high:g} V", "Swap the two.")


def _porous_problems(values: dict[str, float], path: str) -> Iterator[Problem]:
    """What the numbers of one porous layer must satisfy together."""
    porosity, efficiency = values["Porosity"], values["Transport efficiency"]
    if not 0 < porosity < 1:
        return
    if efficiency > porosity * (1 + 1e-9):
        rule = f"must not exceed the porosity {porosity:g}: it is porosity over tortuosity factor"
        yield Problem(f"{path}.Transport efficiency", rule, shown(efficiency), "Check whether a tortuosity was meant.")
    if not values.keys() >= PARTICLE:
        return
    active = values["Surface area per unit volume [m-1]"] * values["Particle radius [m]"] / 3
    if active + porosity > 1 + ROUNDING:
        rule = f"must leave room for the pores: the active volume fraction a R / 3 = {active:.4g} and the porosity {porosity:g} exceed 1"
        received = f"{values['Surface area per unit volume [m-1]']:g} 1/m"
        yield Problem(f"{path}.Surface area per unit volume [m-1]", rule, received, "Check area, radius and porosity.")
    low, high = values["Minimum stoichiometry"], values["Maximum stoichiometry"]
    if not low < high:
        received = f"{low:g} and {high:g}"
        yield Problem(f"{path}.Minimum stoichiometry", "must lie below the maximum stoichiometry", received, "Swap the two.")

"""Claims from a computed cell: what a paper on it would state, rounded as papers round."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import floor, isfinite, log10
from pathlib import Path
from typing import Any

from stratode.recipe.errors import RecipeError, refused

DIGITS = 3  # significant, of every number
LARGEST_FILE = 50_000_000  # bytes; with all fields through the thickness a summary holds some millions
RATE_TEST = "must be the summary.json of a rate test that `stratode run` wrote"
REMEDY = "Write one with: stratode run RECIPE.yaml -o results/."
ROLES = ("active", "carbon", "binder")
Entry = Mapping[str, Any]


def claims_of_run(path: Path) -> str:
    """The claims file (YAML) of the recipes in a `summary.json`.

    Raises:
        RecipeError: no such file, or not the summary of a rate test.
    """
    whole = _read(path)
    runs = whole["recipes"] if isinstance(whole.get("recipes"), list) else [whole]
    lines = [
        "# Made from a computed cell; every number to three digits.",
        "paper:",
        f"  name: {_quoted(path.parent.name or 'run')}",
        "samples:",
    ]
    for index, run in enumerate(runs):
        if not isinstance(run, dict) or not isinstance(run.get("rates"), list) or not isinstance(run.get("built"), dict):
            raise RecipeError(refused("", RATE_TEST, None, REMEDY).problems, str(path))
        if not (*_coating(run), *_cell(run), *_rates(run)):
            raise RecipeError(refused("", RATE_TEST, "no number", REMEDY).problems, str(path))
        lines += _sample(run, index, [str(other.get("recipe", "")) for other in runs[:index]])
    return "\n".join(lines) + "\n"


def _read(path: Path) -> Entry:
    try:
        if not path.is_file():
            raise refused("", "must be a file that exists", None, REMEDY)
        if path.stat().st_size > LARGEST_FILE:
            raise refused("", f"must not be larger than {LARGEST_FILE // 1_000_000} MB", None, REMEDY)
        whole = json.loads(path.read_bytes())
    except RecipeError as error:
        raise RecipeError(error.problems, str(path)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise RecipeError(refused("", "must be JSON that can be read", str(error), REMEDY).problems, str(path)) from error
    if not isinstance(whole, dict):
        raise RecipeError(refused("", RATE_TEST, None, REMEDY).problems, str(path))
    return whole


def _sample(run: Entry, index: int, taken: list[str]) -> Iterator[str]:
    """The lines of one sample."""
    name = str(run.get("recipe", f"cell {index + 1}"))
    active = [solid["name"] for solid in _solids(run) if solid.get("role") == "active"]
    yield f"  {_quoted(name if name not in taken else f'{name} ({index + 1})')}:"
    if len(active) == 1:
        yield f"    active: {_quoted(str(active[0]))}"
    yield "    claims:"
    for text, more in (*_coating(run), *_cell(run), *_rates(run)):
        yield f"      - {{{text}{more}}}"


def _solids(run: Entry) -> list[Entry]:
    cathode = _part(run["built"], "cathode")
    found = cathode.get("solids")
    return [solid for solid in found if isinstance(solid, dict) and "name" in solid] if isinstance(found, list) else []


def _coating(run: Entry) -> Iterator[tuple[str, str]]:
    """(quantity: value, where it stands) of the cathode's coating."""
    cathode, at = _part(run["built"], "cathode"), ", at: built.cathode"
    yield from _stated(cathode, at, {
        "coating_loading": ("loading_mg_cm2", 1.0, "mg/cm2"),
        "active_loading": ("active_loading_mg_cm2", 1.0, "mg/cm2"),
        "thickness": ("thickness_um", 1.0, "um"),
        "porosity": ("porosity", 100.0, "%"),
        "solid_density": ("solid_density_g_cm3", 1.0, "g/cm3"),
        "collector_thickness": ("collector_um", 1.0, "um"),
    })  # fmt: skip
    solids = _solids(run)
    shares = {role: sum(_number(s, "mass_share") or 0.0 for s in solids if s.get("role") == role) for role in ROLES}
    others = any(solid.get("role") not in ROLES for solid in solids)
    for role, share in shares.items():
        if share > 0.0 and (role == "active" or not others):  # with a further solid the three do not make up the whole
            yield f"{role}_mass_share: {rounded(100.0 * share)} wt%", at
    for role in ROLES:
        densities = {density for s in solids if s.get("role") == role and (density := _number(s, "density_g_cm3")) is not None}
        if len(densities) == 1:
            yield f"{role}_density: {rounded(densities.pop())} g/cm3", at
    filled = sum(_number(s, "volume_fraction") or 0.0 for s in solids if s.get("role") == "active")
    if filled > 0.0:
        yield f"active_volume_share: {rounded(100.0 * filled)} %", at


def _cell(run: Entry) -> Iterator[tuple[str, str]]:
    """The same of the cell around it, on its slowest discharge."""
    built, cell = run["built"], _part(run, "cell")
    slow = min((rate for rate in map(_c_rate, run["rates"]) if rate is not None), default=None)
    when = "" if slow is None else f", rate: {slow:g} C"
    yield from _stated(built, ", at: built", {
        "one_c": ("one_c_mA_g", 1.0, "mA/g"),
        "area": ("face_area_cm2", 1.0, "cm2"),
        "separator_thickness": ("separator_um", 1.0, "um"),
    })  # fmt: skip
    if (faces := _number(built, "faces")) is not None:
        yield f"faces: {faces:.0f}", ", at: built"
    yield from _stated(_part(built, "anode"), ", at: built.anode", {"lithium_thickness": ("lithium_um", 1.0, "um")})
    electrolyte = {"salt_concentration": ("concentration_M", 1.0, "M"), "electrolyte_density": ("density_g_cm3", 1.0, "g/cm3")}
    yield from _stated(_part(built, "electrolyte"), ", at: built.electrolyte", electrolyte)
    yield from _stated(cell, ", at: cell", {
        "cell_mass": ("mass_g", 1.0, "g"),
        "cell_volume": ("volume_cm3", 1.0, "cm3"),
        "ec_ratio": ("ec_g_Ah", 1.0, "g/Ah"),
    })  # fmt: skip
    charged, active = _number(cell, "first_charge_capacity_mAh_cm2"), _number(_part(built, "cathode"), "active_loading_mg_cm2")
    if charged and active:
        yield f"first_charge_capacity: {rounded(1e3 * charged / active)} mAh/g", f"{when}, at: cell"
    for basis in ("first charge", "discharge"):
        yield from _stated(cell, f", on: {basis}, at: cell", {"np_ratio": (f"np_ratio_{basis.replace(' ', '_')}", 1.0, "")})
    yield from _stated(cell, f"{when}, at: cell", {"cell_capacity": ("capacity_Ah", 1e3, "mAh"), "cell_energy": ("energy_Wh", 1.0, "Wh")})
    densities = cell.get("energy_densities")
    for entry in densities if isinstance(densities, list) else ():
        if isinstance(entry, dict):
            on = f"{when}, on: {_quoted(str(entry.get('basis', '')))}, at: cell.energy_densities"
            yield from _stated(entry, on, {"specific_energy": ("energy_Wh_kg", 1.0, "Wh/kg")})
    volumes = {"energy_Wh_L": "as assembled", "energy_Wh_L_charged": "as charged"}
    for key, basis in volumes.items():
        yield from _stated(cell, f"{when}, on: {basis}, at: cell", {"energy_density": (key, 1.0, "Wh/L")})


def _rates(run: Entry) -> Iterator[tuple[str, str]]:
    """The same of every discharge, with what it keeps of the slowest."""
    entries = [(rate, entry) for entry in run["rates"] if (rate := _c_rate(entry)) is not None]
    first = min(entries, key=lambda pair: pair[0], default=None)
    for rate, entry in entries:
        at = f", rate: {rate:g} C, at: rates"
        yield f"c_rate: {rounded(rate)} C", at
        yield from _stated(entry, at, {
            "current_density": ("current_mA_cm2", 1.0, "mA/cm2"),
            "specific_capacity": ("capacity_mAh_g", 1.0, "mAh/g"),
            "areal_capacity": ("capacity_mAh_cm2", 1.0, "mAh/cm2"),
            "mean_voltage": ("mean_voltage_V", 1.0, "V"),
        })  # fmt: skip
        if first is not None and rate > first[0]:
            kept, whole = _number(entry, "capacity_mAh_g"), _number(first[1], "capacity_mAh_g")
            if kept is not None and whole:
                yield f"rate_retention: {rounded(100.0 * kept / whole)} %", f", rate: {rate:g} C, against: {first[0]:g} C, at: rates"


def _stated(entry: Entry, more: str, wanted: Mapping[str, tuple[str, float, str]]) -> Iterator[tuple[str, str]]:
    """Quantities of an entry by (its key, factor, unit); what the run does not hold, or what is nothing, is not claimed."""
    for quantity, (key, factor, unit) in wanted.items():
        value = _number(entry, key)
        if value is not None and value > 0.0:
            yield f"{quantity}: {rounded(factor * value)} {unit}".rstrip(), more


def _c_rate(entry: Any) -> float | None:
    return _number(entry, "c_rate") if isinstance(entry, dict) else None


def _part(entry: Entry, key: str) -> Entry:
    found = entry.get(key)
    return found if isinstance(found, dict) else {}


def _number(entry: Entry, key: str) -> float | None:
    value = entry.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) else None


def rounded(value: float) -> str:
    """A number as papers print it: three digits, zeros at the end included, 22.0 and 0.400."""
    if value == 0.0:
        return "0"
    size = floor(log10(abs(float(f"{value:.{DIGITS - 1}e}"))))
    if not -5 < size < 7:
        return f"{value:.{DIGITS - 1}e}"
    return f"{float(f'{value:.{DIGITS - 1}e}'):.{max(DIGITS - 1 - size, 0)}f}"


def _quoted(words: str) -> str:
    """Untrusted text as a YAML text."""
    return json.dumps("".join(c if c.isprintable() else "?" for c in words), ensure_ascii=False)

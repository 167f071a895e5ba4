"""The material library: one data file per material, found by name; a user's own file beside the recipe works the same way."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.curve import Curve, Quantity
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.material import AnyMaterial, Part, Transport, check
from stratode.recipe.property import Property
from stratode.recipe.reader import read_bytes, read_yaml

Array = NDArray[np.float64]

CURVE_POINTS = 401


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a material, for display."""

    name: str
    value: str
    unit: str
    range: str  # "x 0.27 to 1", "" where it has none
    source: str


@dataclass(frozen=True, slots=True)
class Graph:
    """One curve of a material, for display; x in `x_label`'s unit, y in `y_label`'s."""

    title: str
    x_label: str
    y_label: str
    x: Array  # (n,)
    y: Array  # (n,)
    source: str


@dataclass(frozen=True, slots=True)
class Description:
    """Everything a material file says."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    text: str
    rows: tuple[Row, ...]
    graphs: tuple[Graph, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the library's list."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    text: str


def find(name: str, folder: Path | None = None, kind: str | None = None) -> Part:
    """The material called `name`, ready to build with.

    Args:
        name: name or alias, upper or lower case.
        folder: where the recipe lies; `NAME.yaml` or `materials/NAME.yaml` there comes before the library.
        kind: "active", "lithium", "electrolyte", "inert", "conductor", "separator" or "film", where only that will do.

    Raises:
        RecipeError: no such material (with the nearest names), one of another kind, or a file that breaks a rule.
    """
    material = _look_up(name, folder)
    if kind is not None and material.kind != kind:
        raise refused("", f"must be a material of kind {kind}; {material.name} is of kind {material.kind}", name, _list(kind))
    return _part(material)


def names(kind: str | None = None) -> tuple[str, ...]:
    """Names of the library's materials, in alphabetical order."""
    return tuple(entry.name for entry in entries(kind))


def entries(kind: str | None = None) -> tuple[Entry, ...]:
    """The library's materials, in alphabetical order."""
    found = {id(m): m for m in _shipped().values()}.values()
    listed = (Entry(m.name, m.kind, m.aliases, m.description) for m in found if kind in (None, m.kind))
    return tuple(sorted(listed, key=lambda entry: entry.name.lower()))


def describe(name: str, folder: Path | None = None) -> Description:
    """All values of a material with unit, range and source, and its curves as points.

    Raises:
        RecipeError: as :func:`find`.
    """
    material = _look_up(name, folder)
    part = _part(material)
    rows, graphs = [], []
    for field in type(material).model_fields:
        content = getattr(material, field)
        title = field.replace("_", " ")
        if isinstance(content, Quantity):
            rows.append(Row(title, f"{content.value:g}", content.unit, "", content.source))
        elif isinstance(content, Transport):
            rows.append(Row(title, *_transport(content), content.source))
        elif isinstance(content, Curve):
            curve: Property = getattr(part, field)
            rows.append(_curve_row(title, content, curve))
            if not curve.is_constant:
                graphs.append(_graph(title, material.kind, content, curve))
            elif curve.of_temperature:
                graphs.append(_temperature_graph(title, content, curve))
    return Description(material.name, material.kind, material.aliases, material.description, tuple(rows), tuple(graphs))


def _curve_row(title: str, content: Curve, curve: Property) -> Row:
    if content.value is not None:
        value = f"{content.value:g}"
    elif content.formula is not None:
        value = content.formula
    else:
        value = f"table of {len(content.table.y) if content.table else 0} points"
    if content.activation_energy:
        value += f" (activation energy {content.activation_energy / 1000:g} kJ/mol about {content.reference_temperature:g} K)"
    spans = []
    if np.all(np.isfinite(curve.valid)):
        low, high = content.valid or (curve.valid[0], curve.valid[1])
        spans.append(f"{low:g} to {high:g} {content.variable_unit or ''}".strip())
    if content.temperature is not None:
        spans.append(f"{content.temperature[0]:g} to {content.temperature[1]:g} K")
    return Row(title, value, content.unit, ", ".join(spans), content.source)


def _graph(title: str, kind: str, content: Curve, curve: Property) -> Graph:
    x = np.linspace(*curve.valid, CURVE_POINTS)
    y = curve(x, content.reference_temperature)
    label = "stoichiometry / 1" if kind == "active" else "salt concentration / mol/m3"
    return Graph(title, label, f"{title} / {curve.unit}", x, y, content.source)


def _temperature_graph(title: str, content: Curve, curve: Property) -> Graph:
    """A property of temperature alone, over the range of its data."""
    T = np.linspace(*curve.temperature, CURVE_POINTS)
    y = np.array([float(curve(0.0, float(t))) for t in T])
    return Graph(title, "temperature / K", f"{title} / {curve.unit}", T, y, content.source)


def _transport(content: Transport) -> tuple[str, str, str]:
    for name in ("bruggeman", "tortuosity", "efficiency"):
        value = getattr(content, name)
        if value is not None:
            return f"{name} {value:g}", "1", ""
    return "", "1", ""


def _look_up(name: str, folder: Path | None) -> AnyMaterial:
    if not isinstance(name, str) or not name.strip() or len(name) > 200:
        raise refused("", "must be the name of a material", name, "List them with: stratode materials list.")
    if folder is not None and (own := _own(name, folder)) is not None:
        return own
    key = _key(name)
    shipped = _shipped()
    if key in shipped:
        return shipped[key]
    near = difflib.get_close_matches(key, shipped, n=4, cutoff=0.5)
    nearest = ", ".join(dict.fromkeys(shipped[k].name for k in near))
    advice = f"The nearest: {nearest}." if nearest else "List the library with: stratode materials list."
    raise refused("", "must be a material of the library, or a file NAME.yaml beside the recipe", name, advice)


def _own(name: str, folder: Path) -> AnyMaterial | None:
    """The user's file for `name`: by file name first, then by the name or alias inside a file under materials/."""
    if any(mark in name for mark in ("/", "\\", "\0")) or name.startswith("."):
        return None
    for place in (folder / f"{name}.yaml", folder / "materials" / f"{name}.yaml"):
        if place.is_file() and not _is_recipe(text := read_bytes(place)):
            return _checked(text, place.name)
    for place in sorted((folder / "materials").glob("*.yaml")):
        material = _checked(read_bytes(place), place.name)
        if _key(name) in map(_key, (material.name, *material.aliases)):
            return material
    return None


def _is_recipe(text: bytes) -> bool:
    """Whether a file is a recipe that happens to bear a material's name (a cell with silicon in silicon.yaml)."""
    return re.search(rb"^(cathode|middle)\s*:", text, re.MULTILINE) is not None


@lru_cache(maxsize=1)
def _shipped() -> dict[str, AnyMaterial]:
    """Every material of the library under each of its names, in lower case."""
    found: dict[str, AnyMaterial] = {}
    for material in _read_shipped():
        for name in (material.name, *material.aliases):
            if found.get(_key(name), material) is not material:
                raise refused("aliases", f"must be unique in the library; {found[_key(name)].name} has it too", name, "Rename one.")
            found[_key(name)] = material
    return found


def _read_shipped() -> Iterator[AnyMaterial]:
    folder = files("stratode.recipe") / "materials"
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.name.endswith(".yaml"):
            yield _checked(item.read_text(encoding="utf-8"), item.name)


def _checked(text: str | bytes, source: str) -> AnyMaterial:
    document = read_yaml(text, source)
    try:
        material = check(document.content)
        _part(material)
        return material
    except RecipeError as error:
        problems = tuple(replace(p, line=p.line or document.line_of(p.field)) for p in error.problems)
        raise RecipeError(problems, source) from error


@lru_cache(maxsize=256)
def _part(material: AnyMaterial) -> Part:
    return material.part()


def _key(name: str) -> str:
    return " ".join(name.lower().split())


def _list(kind: str) -> str:
    return f"Materials of kind {kind}: {', '.join(names(kind))}."

"""`stratode lab porosity`: coatings weighed and measured."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stratode.evaluate.evaluated import Evaluated, File
from stratode.lab.coatings.porosity import Coating, Solid, analyse
from stratode.lab.coatings.samples import samples_of
from stratode.lab.inference.propagation import Input
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe.errors import RecipeError
from stratode.recipe.library import find
from stratode.recipe.quantities import AREA, AREAL_MASS, DENSITY, FRACTION, LENGTH, MASS, SHARE
from stratode.recipe.units import Kind, read_quantity
from stratode.report.lab.porosity import samples_sheet, sheet, together

PART = re.compile(r"\s*(?P<name>[^=]+?)\s*=\s*(?P<what>.+?)\s*")


def porosity(
    *files: File,
    parts: str,
    thickness: Sequence[str] = (),
    loading: str | None = None,
    mass: str | None = None,
    area: str | None = None,
    collector_mass: str | None = None,
    collector_thickness: str | None = None,
    densities: Sequence[str] = (),
    wanted: str | None = None,
    stated: str | None = None,
    how: How = AS_FOUND,
) -> Evaluated:
    """Porosity of coatings from mass, thickness and composition; every quantity may carry its standard uncertainty, "22 +- 0.1 mg/cm2".

    Args:
        files: tables of samples with columns of thickness and of mass or loading; without any the options state one coating.
        parts: the solids, "NMC83=96 wt%,carbon black=2 wt%,PVDF=2 wt%".
        thickness: one coating for each, with the collector's where `collector_thickness` is given.
        loading: mass of the coating per area, or `mass` with `area`, less `collector_mass`.
        mass, area, collector_mass, collector_thickness: as above.
        densities: "NMC83=4.75 g/cm3" where the material library is not to be asked.
        wanted: porosity to find the thickness for.
        stated: porosity that was reported, to be compared.
        how: the files are read.

    Raises:
        ValueError: an input that is missing or impossible.
    """
    solids = _solids(parts, densities)
    given = {
        "loading": _input(loading, AREAL_MASS, "--loading"),
        "mass": _input(mass, MASS, "--mass"),
        "area": _input(area, AREA, "--area"),
        "collector mass": _input(collector_mass, MASS, "--collector-mass"),
        "collector thickness": _input(collector_thickness, LENGTH, "--collector-thickness"),
    }
    shared = {name: one for name, one in given.items() if one is not None}
    target = None if wanted is None else read_quantity(wanted, FRACTION, field="--wanted").value
    claim = None if stated is None else read_quantity(stated, FRACTION, field="--stated").value
    if files and (thickness or stated):
        option = "--thickness" if thickness else "--stated"
        raise ValueError(f"{option}: belongs to a coating stated by options; received it beside a table of samples. Leave it out.")
    if files:
        records = [read_record(file, how) for file in files]
        each = zip(names_of(records), records, strict=True)
        return Evaluated("porosity", tuple(samples_sheet(name, samples_of(one, solids, shared, target)) for name, one in each), together)
    sheets = []
    for text in thickness or (None,):
        measured = shared if text is None else {**shared, "thickness": _needed(text, LENGTH, "--thickness")}
        name = "coating" if text is None else f"coating of {text}"
        sheets.append(sheet(name, analyse(Coating(solids, measured, name), target, claim)))
    return Evaluated("porosity", tuple(sheets), together)


def _input(text: str | None, kind: Kind, option: str) -> Input | None:
    return None if text is None else _needed(text, kind, option)


def _needed(text: str, kind: Kind, option: str) -> Input:
    found = read_quantity(text, kind, field=option)
    return Input(found.value, found.uncertainty)


def _solids(parts: str, densities: Sequence[str]) -> tuple[Solid, ...]:
    """The solids with their densities, stated or the library's."""
    stated = {name.lower(): _needed(what, DENSITY, "--density") for name, what in (_pair(text, "--density") for text in densities)}
    solids = []
    for name, what in (_pair(part, "--parts") for part in parts.split(",")):
        share = _needed(what, SHARE, "--parts")
        density = stated.pop(name.lower(), None) or _library(name)
        solids.append(Solid(name, share, density))
    if stated:
        raise ValueError(f"--density: must name a solid of --parts; received {', '.join(stated)}. Spell it as in --parts.")
    return tuple(solids)


def _library(name: str) -> Input:
    try:
        material = find(name)
    except RecipeError as error:
        raise ValueError(f"--parts: {error} Or state --density '{name}=4.7 g/cm3'.") from error
    density = getattr(material, "density", None)
    if not isinstance(density, float):
        raise ValueError(f"--parts: {name} has no density in the material library. State --density '{name}=4.7 g/cm3'.")
    return Input(density, None, "material library")


def _pair(text: str, option: str) -> tuple[str, str]:
    match = PART.fullmatch(text)
    if match is None:
        raise ValueError(f"{option}: must be NAME=QUANTITY; received {text!r}. Write for example 'NMC83=96 wt%'.")
    return match["name"], match["what"]

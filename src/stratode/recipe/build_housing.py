"""Builds what is around the electrodes: a coin or a stacked pouch, and how it exchanges heat."""

from __future__ import annotations

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_protocol import window_capacity
from stratode.recipe.schema_cell import Housing, Thermal


def build_housing(stated: Housing, electrolyte: parts.Electrolyte, bench: Bench) -> parts.CellFormat:
    """The coin or pouch around the electrodes; unstated masses are not counted, and that is noted."""
    if stated.format == "coin":
        return _coin(stated, electrolyte, bench)
    return _pouch(stated, bench)


def _coin(stated: Housing, electrolyte: parts.Electrolyte, bench: Bench) -> parts.Coin:
    mass = None
    if stated.electrolyte is None:
        bench.assume("cell.electrolyte", "fills the pores", "assumed: nothing beside the pores is counted")
    elif stated.electrolyte.mass is not None:
        mass = stated.electrolyte.mass.value
    elif stated.electrolyte.volume is not None:
        mass = stated.electrolyte.volume.value * electrolyte.density
    for name in ("case_mass", "case_volume"):
        if getattr(stated, name) is None:
            bench.assume(f"cell.{name}", "not counted", "assumed: figures are without the coin's case")
    return parts.Coin(
        area=stated.area.value,
        electrolyte_mass=mass,
        case_mass=stated.case_mass.value if stated.case_mass else 0.0,
        case_volume=stated.case_volume.value if stated.case_volume else 0.0,
    )


def _pouch(stated: Housing, bench: Bench) -> parts.Pouch:
    film = bench.material("pouch film", "cell.film_mass", "film")
    if stated.faces is None:
        bench.assume("cell.faces", "2", "assumed: one double-sided cathode sheet")
    if stated.ec_ratio is None:
        bench.assume("cell.ec_ratio", "fills the pores", "assumed: nothing beside the pores is counted")
    if stated.tab_mass is None:
        bench.assume("cell.tab_mass", "0 g", "assumed: tabs are not counted")
    thickness = defaults.Default(film.thickness, f"{film.thickness * 1e6:g} um", film.source)
    made = bench.value(stated.film_thickness, thickness, "cell.film_thickness")
    scaled = film.areal_mass * made / film.thickness
    mass = defaults.Default(scaled, f"{scaled * 100:.3g} mg/cm2", film.source)
    return parts.Pouch(
        area=stated.area.value,
        faces=stated.faces or 2,
        ec_ratio=stated.ec_ratio.value if stated.ec_ratio else None,
        tab_mass=stated.tab_mass.value if stated.tab_mass else 0.0,
        packaging_areal_mass=bench.value(stated.film_mass, mass, "cell.film_mass"),
        packaging_thickness=made,
        seal_margin=bench.value(stated.seal_margin, defaults.SEAL_MARGIN, "cell.seal_margin"),
    )


def build_thermal(stated: Thermal | str | None, cell: parts.Cell, bench: Bench) -> parts.Thermal | None:
    """The heat balance per cathode area; None for a cell that is held at its temperature.

    Args:
        stated: as in the recipe; a text stands for an adiabatic cell.
        cell: without its heat balance; gives masses, area and temperature.
        bench: takes the assumptions.
    """
    if stated is None:
        return None
    adiabatic = isinstance(stated, str)
    told = Thermal() if isinstance(stated, str) else stated
    housing = cell.format
    faces = housing.faces if isinstance(housing, parts.Pouch) else 1
    if told.heat_capacity is not None:
        capacity = told.heat_capacity.value / (housing.area * faces)
    else:
        mass = mass_per_area(cell)
        bench.assume("thermal.mass", f"{100 * mass:.4g} mg/cm2 of cathode face", "the masses that the recipe knows, per coated face")
        capacity = mass * bench.value(told.specific_heat, defaults.SPECIFIC_HEAT, "thermal.specific_heat")
    if adiabatic:
        return parts.Thermal(capacity, 0.0, cell.temperature)
    coefficient = bench.value(told.heat_transfer, defaults.HEAT_TRANSFER, "thermal.heat_transfer")
    if told.surface is None:
        bench.assume("thermal.surface", f"{2e4 * housing.area:.4g} cm2", "assumed: both outer faces of the stack give heat, edges do not")
    surface = told.surface.value if told.surface else 2.0 * housing.area
    if told.ambient is None:
        bench.assume("thermal.ambient", f"{cell.temperature - 273.15:.4g} degC", "assumed: the temperature of the test")
    ambient = told.ambient.value if told.ambient else cell.temperature
    return parts.Thermal(capacity, coefficient * surface / (housing.area * faces), ambient)


def mass_per_area(cell: parts.Cell) -> float:
    """Mass of all that the recipe knows of, per coated cathode face, kg/m2.

    Layers, collectors (half of each in a double-sided pouch), lithium, separator, electrolyte (as filled in, else in the pores), case,
    tabs and packaging film.
    """
    pouch = cell.format if isinstance(cell.format, parts.Pouch) else None
    per_face = 0.5 if pouch is not None and pouch.faces > 1 else 1.0
    mass = cell.separator.thickness * (1.0 - cell.separator.porosity) * cell.separator.density
    pores = cell.separator.thickness * cell.separator.porosity
    for side in (cell.cathode, cell.anode):
        if isinstance(side, parts.LithiumMetal):
            mass += side.thickness * side.density
        else:
            mass += sum(layer.loading for layer in side.layers)
            pores += sum(layer.thickness * layer.porosity for layer in side.layers)
        if side.collector is not None:
            mass += per_face * side.collector.thickness * side.collector.material.density
    liquid = pores * cell.electrolyte.density
    if isinstance(cell.format, parts.Coin):
        filled = cell.format.electrolyte_mass
        return mass + (liquid if filled is None else filled / cell.format.area) + cell.format.case_mass / cell.format.area
    if cell.format.ec_ratio is not None:
        liquid = cell.format.ec_ratio * window_capacity(cell.cathode)
    film = 2.0 * cell.format.area * cell.format.packaging_areal_mass
    return mass + liquid + (film + cell.format.tab_mass) / (cell.format.area * cell.format.faces)

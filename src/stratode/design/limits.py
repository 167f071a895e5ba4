"""The quick limits of a cell, each a number in closed form with its formula, source and meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from stratode.cell.transport import mean_diameter
from stratode.design.coating import Drying, Wetting, crack_free_loading, critical_cracking_thickness, pore_radius, washburn_time
from stratode.design.ohmic import distributed_pore_resistance, electron_resistance, ohmic_budget, pore_resistance
from stratode.design.path import cathode_path, current_path, mean_efficiency, separator_section
from stratode.design.reaction import diffusion_time, layer_reaction_depth, surface_lead
from stratode.design.salt import diffusion_limited_current, limiting_current, penetration_depth, sand_time
from stratode.recipe.parts import Cell, Electrode, Layer, Population

GALLAGHER = "Gallagher et al. 2016, doi:10.1149/2.0321602jes"
LANDESFEIND = "Landesfeind et al. 2016, doi:10.1149/2.1141607jes"


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table of limits."""

    name: str
    value: float  # SI, in `unit`
    unit: str
    formula: str
    source: str
    meaning: str


def limits(cell: Cell, *, drying: Drying | None = None, wetting: Wetting | None = None) -> tuple[Limit, ...]:
    """All closed-form limits of a cell, at its temperature and filled salt concentration.

    Args:
        cell: closed recipe; its protocol gives the rates.
        drying: what the cracking thickness needs; documented defaults otherwise.
        wetting: what the wetting time needs; documented defaults otherwise.

    Returns:
        Salt, ohmic, reaction, particle and coating limits. Salt limits are left out for a single-ion conductor, which has none.
    """
    return (*_salt(cell), *_ohmic(cell), *_reaction(cell), *_particles(cell), *_coating(cell, drying, wetting))


# fmt: off
def _salt(cell: Cell) -> Iterable[Limit]:
    salt, T = cell.electrolyte, cell.temperature
    c0 = salt.concentration
    D, t_plus = float(salt.diffusivity(c0, T)), float(salt.transference(c0, T))
    if t_plus >= 1.0:
        return
    one_c, cathode, separator = cell.protocol.one_c, cathode_path(cell), separator_section(cell)
    thickness, efficiency = sum(s.thickness for s in cathode), mean_efficiency(cathode)
    limit = limiting_current(current_path(cell), D, c0, t_plus)
    diffusive = diffusion_limited_current(thickness, D, c0, t_plus, efficiency)
    yield Limit(
        "limiting current", limit, "A/m2", "F c0 int(eps dx) / ((1-t+) int(eps g dx)), g = int(f dx / D_eff)",
        "Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., integrated over layers",
        f"{limit / one_c:.3g}C: at a higher rate the salt at the cathode collector runs out if the discharge lasts",
    )
    yield Limit(
        "diffusion-limited C-rate", diffusive / one_c, "1/h", "D_eff c0 F / ((1-t+) L) / (current of 1C)",
        f"{GALLAGHER}; Heubner et al. 2020, doi:10.1002/aenm.201902523",
        "above this rate salt does not reach the collector end of the cathode",
    )
    for rate in cell.protocol.rates:
        depth = penetration_depth(rate * one_c, D, c0, t_plus, efficiency)
        yield Limit(
            f"penetration depth at {rate:g}C", depth, "m", "L_d = D_eff c0 F / ((1-t+) i)", GALLAGHER,
            f"{min(1.0, depth / thickness):.0%} of the cathode's {thickness * 1e6:.0f} um is within reach of the salt",
        )
    for rate in cell.protocol.rates if separator.efficiency > 0.0 else ():
        time = sand_time(rate * one_c, D, c0, t_plus, porosity=separator.porosity, efficiency=separator.efficiency)
        reach = (separator.efficiency * D * time / separator.porosity) ** 0.5
        inside = "within the separator" if reach < separator.thickness else "deeper than the separator, so there the limiting current rules"
        yield Limit(
            f"Sand time in the separator at {rate:g}C", time, "s", "pi eps D_eff (F c0 / (2 i (1-t+)))^2", "Sand 1901, Philos. Mag. 1, 45",
            f"when salt at the anode would be used up on charge; diffusion reaches {reach * 1e6:.0f} um by then, {inside}",
        )


def _ohmic(cell: Cell) -> Iterable[Limit]:
    kappa = float(cell.electrolyte.conductivity(cell.electrolyte.concentration, cell.temperature))
    cathode = cathode_path(cell)
    ion, electron = pore_resistance(cathode, kappa), electron_resistance(cathode)
    yield Limit(
        "cathode pore resistance R_ion", ion, "ohm m2", "sum h / (eps/tau kappa)", LANDESFEIND, "from end to end of the pores"
    )
    yield Limit(
        "transmission-line R_ion/3", distributed_pore_resistance(cathode, kappa), "ohm m2", "int f^2 / (eps/tau kappa) dx",
        f"Ogihara et al. 2012, doi:10.1149/2.057207jes; {LANDESFEIND}",
        "low-frequency real part of the blocking impedance; a third of R_ion for a uniform electrode",
    )
    yield Limit(
        "electron over ion resistance", electron / ion, "1", "(sum h / sigma) / R_ion", "ratio of the two rails of the transmission line",
        "above 1 electrons are the slower carrier and the reaction crowds at the collector; below 1 at the separator",
    )
    budget = ohmic_budget(cell)
    for entry in budget:
        yield Limit(
            f"ohmic: {entry.name}", entry.value, "ohm m2", "int f^2 / kappa_eff dx or int (1-f)^2 / sigma dx, or as stated",
            "Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 22", "at uniform reaction and salt",
        )
    for rate in cell.protocol.rates:
        drop = sum(entry.drop(rate * cell.protocol.one_c) for entry in budget)
        largest = max(budget, key=lambda entry: entry.value)
        yield Limit(
            f"ohmic drop at {rate:g}C", drop, "V", "i sum(R)", "Ohm's law on the ohmic entries",
            f"largest: {largest.name}, {1e3 * largest.drop(rate * cell.protocol.one_c):.3g} mV",
        )


def _porous_layers(cell: Cell) -> list[tuple[str, Layer]]:
    """Layers of both electrodes under the names the table uses."""
    anode = cell.anode.layers if isinstance(cell.anode, Electrode) else ()
    return [(layer.name, layer) for layer in cell.cathode.layers] + [(f"anode: {layer.name}", layer) for layer in anode]


def _reaction(cell: Cell) -> Iterable[Limit]:
    salt, T = cell.electrolyte, cell.temperature
    kappa = float(salt.conductivity(salt.concentration, T))
    for label, layer in _porous_layers(cell):
        depth = layer_reaction_depth(layer, kappa, salt.concentration, T)
        yield Limit(
            f"reaction penetration depth: {label}", depth, "m", "(g (1/kappa_eff + 1/sigma))^-1/2",
            "Newman & Tobias 1962, doi:10.1149/1.2425269",
            f"the layer is {layer.thickness / depth:.2g} depths thick; where that is above 1 the reaction is uneven at the start",
        )


def _particles(cell: Cell) -> Iterable[Limit]:
    rate = max(cell.protocol.rates)
    for label, layer in _porous_layers(cell):
        for population in layer.populations:
            D = _slowest_diffusivity(population, cell.temperature)
            name = f"{label}: {population.material.name} {2e6 * population.radius:.3g} um"
            lead = surface_lead(population.radius, D, 3600.0 / rate)
            yield Limit(
                f"solid diffusion time: {name}", diffusion_time(population.radius, D), "s", "r^2 / D, smallest D in the usual window",
                "Crank, The Mathematics of Diffusion, 2nd ed., ch. 6", f"against {3600.0 / rate:.4g} s of a discharge at {rate:g}C",
            )
            yield Limit(
                f"surface ahead of mean at {rate:g}C: {name}", lead, "1", "r^2 / (15 D t)",
                "Crank, The Mathematics of Diffusion, 2nd ed., sec. 6.3.3", "about this share of the capacity stays out of reach",
            )


def _slowest_diffusivity(population: Population, temperature: float) -> float:
    material = population.material
    window = np.linspace(material.stoichiometry_full, material.stoichiometry_empty, 101)
    return float(np.min(material.diffusivity(window, temperature)))


def _coating(cell: Cell, drying: Drying | None, wetting: Wetting | None) -> Iterable[Limit]:
    layers = cell.cathode.layers
    thickness, loading = sum(layer.thickness for layer in layers), sum(layer.loading for layer in layers)
    for layer in layers:
        if not layer.populations:
            continue
        diameter = mean_diameter(layer)
        critical = critical_cracking_thickness(0.5 * diameter, drying)
        yield Limit(
            f"critical cracking thickness: {layer.name}", critical, "m", "0.64 r (G M phi r / 2 gamma)^1/2 (2 gamma / P r)^3/2",
            "Singh & Tirumkudulu 2007, doi:10.1103/PhysRevLett.98.218302",
            f"of bare hard spheres; the coating is {thickness * 1e6:.0f} um. It knows no binder",
        )
        time = washburn_time(layer.thickness, pore_radius(layer.porosity, diameter), wetting)
        yield Limit(
            f"Washburn time: {layer.name}", time, "s", "2 mu L^2 / (r gamma cos theta), r = eps d / (3 (1-eps))",
            "Washburn 1921, doi:10.1103/PhysRev.17.273", "order of magnitude of capillary filling; cells are measured to wet over hours",
        )
    binder = sum(
        s.volume_fraction * s.material.density * layer.thickness for layer in layers for s in layer.inert if s.material.role == "binder"
    )
    if binder > 0.0:
        share = binder / loading
        yield Limit(
            "crack-free loading by binder content", crack_free_loading(share), "kg/m2", "0.231 (binder / 1 wt%)^0.82",
            "Han et al. 2025, doi:10.1039/d5ee01785h, Fig. S28",
            f"the coating has {loading * 100.0:.1f} mg/cm2 and {share:.1%} binder; two points of one slurry, 1 and 2 wt%",
        )

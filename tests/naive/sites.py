"""What happens at one site: charge transfer, double layer, film, branch of the potential, diffusion in the particle.

Reaction and double layer share a potential; the film (R || C) lies in series with both. The potential lies between those of
charge and discharge; how far is a state h with dh/dt = decay |dx/dt| (sign - h), x the mean stoichiometry (Plett, Battery
Management Systems 1, 2015, ch. 2.7). Butler-Volmer with equal transfer coefficients.
"""

from __future__ import annotations

import numpy as np
from tests.naive import sphere
from tests.naive.build import FARADAY, GAS_CONSTANT, Array, Naive, Unknowns

from stratode.recipe.parts import ActiveMaterial
from stratode.recipe.property import Property


def area(naive: Naive, k: int) -> float:
    """Working surface of site k per area of cell: of spheres, times what was measured over it, less what is covered."""
    site = naive.sites[k]
    p = site.population
    spheres = 3.0 * p.volume_fraction / p.radius * naive.nodes[site.node].width
    return spheres * p.surface_factor * (1.0 - p.covered_fraction)


def stored(naive: Naive, b: Unknowns, k: int) -> float:
    """Current that charges the double layer of site k, A/m2 of working surface."""
    return naive.sites[k].population.double_layer * float(b.double[k]) if naive.layered else 0.0


def equations(naive: Naive, a: Unknowns, b: Unknowns, k: int) -> list[float]:
    """As many as the site has unknowns."""
    site = naive.sites[k]
    p = site.population
    j, driving = a.flux[k], a.phi_s[site.node] - a.phi_e[site.node]
    if not naive.layered:
        found = [_transfer(naive, a, k, driving - p.film_resistance * j)]
    else:
        through = j + stored(naive, b, k)
        film = a.film[k] / p.film_resistance + p.film_capacitance * b.film[k] - through if p.film_resistance else a.film[k]
        found = [_transfer(naive, a, k, a.double[k]), driving - a.double[k] - a.film[k], film]
    if naive.branched:
        pace = p.material.hysteresis_decay * 3.0 * abs(_outflow(naive, a, k)) / p.radius if site.branched else 0.0
        found.append(b.branch[k] - pace * (np.sign(j) - a.branch[k]) if site.branched else a.branch[k])
    return [*found, *_inside(naive, a, b, k)]


def _transfer(naive: Naive, a: Unknowns, k: int, driving: float) -> float:
    site, temperature = naive.sites[k], naive.temperature(a)
    material = site.population.material
    x = surface(naive, a, k)
    h = float(a.branch[k]) if site.branched else 0.0
    i0 = float(material.exchange_current(0.5, temperature)) * site.population.exchange_factor
    i0 *= np.sqrt(a.salt[site.node] / 1000.0) * 2.0 * np.sqrt(x * (1.0 - x))
    half = FARADAY * (driving - potential(material, x, temperature, h)) / (2.0 * GAS_CONSTANT * temperature)
    return float(a.flux[k] - i0 * (np.exp(half) - np.exp(-half)))


def potential(material: ActiveMaterial, x: float, temperature: float, h: float = 0.0) -> float:
    """Open-circuit potential: of discharge at h = -1, of charge at 1, straight between; V."""

    def of(branch: Property) -> float:
        entropy = 0.0 if material.entropy is None else float(material.entropy(x, temperature))
        return float(branch(x, temperature)) + (temperature - branch.reference_temperature) * entropy

    if material.potential_charge is None or material.hysteresis_decay == 0.0:
        return of(material.potential)
    return 0.5 * (1.0 - h) * of(material.potential) + 0.5 * (1.0 + h) * of(material.potential_charge)


def _outflow(naive: Naive, a: Unknowns, k: int) -> float:
    """Lithium leaving the particle over the whole surface of its sphere, per area and per site of lithium in it, m/s."""
    p = naive.sites[k].population
    return float(a.flux[k]) * p.surface_factor * (1.0 - p.covered_fraction) / (FARADAY * p.material.max_concentration)


def _inside(naive: Naive, a: Unknowns, b: Unknowns, k: int) -> Array:
    """Diffusion in the particle of site k."""
    p, temperature = naive.sites[k].population, naive.temperature(a)
    if p.material.diffusivity.is_constant:
        d = float(p.material.diffusivity(0.5, temperature))
        return p.radius**2 / d * (b.inside[k] - sphere.power_rate(a.inside[k], d, p.radius, _outflow(naive, a, k)))

    def of_x(x: float) -> float:
        return float(p.material.diffusivity(x, temperature))

    change = sphere.shell_rate(a.inside[k], naive.shells, of_x, p.radius, _outflow(naive, a, k))
    return p.radius**2 / of_x(0.5) * (b.inside[k] - change)


def surface(naive: Naive, a: Unknowns, k: int) -> float:
    """Stoichiometry at the surface of site k."""
    p, temperature = naive.sites[k].population, naive.temperature(a)
    if p.material.diffusivity.is_constant:
        return float(np.sum(a.inside[k]))  # even powers of the radius at radius 1
    d = float(p.material.diffusivity(a.inside[k, -1], temperature))
    half_shell = 0.5 * (naive.shells[-1] - naive.shells[-2]) * p.radius
    return float(a.inside[k, -1] - half_shell * _outflow(naive, a, k) / d)


def mean(naive: Naive, a: Unknowns, k: int) -> float:
    """Stoichiometry of the whole particle of site k."""
    if naive.sites[k].population.material.diffusivity.is_constant:
        return float(sum(3.0 * c / (2 * i + 3) for i, c in enumerate(a.inside[k])))
    return float(a.inside[k] @ np.diff(naive.shells**3))

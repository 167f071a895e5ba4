"""The heat of the whole cell from its energies alone: what the hosts give up less what leaves by the terminals and what is stored.

Where a current loses something plays no part here. A host gives up the enthalpy U - T dU/dT of the lithium that passes, at its
mean stoichiometry (Bernardi, Pawlikowski & Newman, J. Electrochem. Soc. 132 (1985) 5).
"""

from __future__ import annotations

from tests.naive import ends, sites
from tests.naive.build import Naive, Unknowns


def equations(naive: Naive, a: Unknowns, b: Unknowns) -> list[float]:
    """Five: temperature, and energies delivered, of the hosts, lost to the surroundings, in double layers; none at a fixed temperature."""
    thermal, t = naive.thermal, naive.temperature(a)
    if thermal is None:
        return []
    delivered = (a.ends[1, ends.TERMINAL] - a.ends[0, ends.TERMINAL]) * a.current
    given = -sum(sites.area(naive, k) * a.flux[k] * _enthalpy(naive, a, k) for k in range(len(naive.sites)))
    lost = thermal.heat_transfer * (t - thermal.ambient)
    charging = _charging(naive, a, b)
    warming = given - delivered - charging - lost
    rates = (delivered, given, lost, charging)
    return [thermal.heat_capacity * b.warmth[0] - warming, *(b.warmth[1 + k] - rate for k, rate in enumerate(rates))]


def _enthalpy(naive: Naive, a: Unknowns, k: int) -> float:
    """U - T dU/dT of site k, V."""
    material, x, t = naive.sites[k].population.material, sites.mean(naive, a, k), naive.temperature(a)
    entropy = 0.0 if material.entropy is None else float(material.entropy(x, t))
    return sites.potential(material, x, t) - t * entropy


def _charging(naive: Naive, a: Unknowns, b: Unknowns) -> float:
    """Power into all capacitances, C v v', W/m2."""
    if not naive.layered:
        return 0.0
    power = 0.0
    for k, site in enumerate(naive.sites):
        p = site.population
        of_site = p.double_layer * a.double[k] * b.double[k] + p.film_capacitance * a.film[k] * b.film[k]
        power += sites.area(naive, k) * of_site
    for end in range(2):
        across, plane = ends.capacitances(naive, end)
        v, rate = a.ends[end], b.ends[end]
        power += across * v[ends.SERIES] * rate[ends.SERIES] + plane * v[ends.DOUBLE] * rate[ends.DOUBLE]
    return float(power)

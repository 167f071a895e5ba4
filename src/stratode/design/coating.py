"""Making the coating: how thick it may be before it cracks as it dries, and how fast electrolyte climbs into it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log, sqrt


@dataclass(frozen=True, slots=True)
class Drying:
    """What the cracking thickness asks for and a recipe does not state."""

    shear_modulus: float = 50e9  # Pa, of the particles: a layered oxide of about 130 GPa Young's modulus
    coordination: float = 6.0  # neighbours of a particle in a random packing
    packing: float = 0.64  # volume fraction of random close packing
    surface_tension: float = 0.041  # N/m, N-methyl-2-pyrrolidone in air at 20 C
    capillary_number: float = (0.64 / 0.41) ** (2.0 / 3.0)  # largest capillary pressure times r / (2 gamma)


@dataclass(frozen=True, slots=True)
class Wetting:
    """What the Washburn time asks for and a recipe does not state."""

    viscosity: float = 3.1e-3  # Pa s, of the electrolyte in chen2024 (doi:10.1002/adfm.202410926)
    surface_tension: float = 0.030  # N/m, assumed for carbonate electrolytes
    contact_angle: float = 0.5  # rad, assumed (about 30 degrees)


def critical_cracking_thickness(radius: float, drying: Drying | None = None) -> float:
    """Thickest film of equal hard spheres that dries without cracks, m.

    h = 0.64 r (G M phi r / (2 gamma))^1/2 (2 gamma / (P r))^3/2, with P the largest capillary pressure. The default P makes the
    prefactor 0.41, as it is used for electrode coatings. It knows no binder: for stiff particles of micrometres it gives
    millimetres, so a coating that cracks earlier is limited by its binder and its carbon network.

    Args:
        radius: of the particles, m.
        drying: the other quantities; defaults as documented there.

    Source: Singh & Tirumkudulu 2007, Phys. Rev. Lett. 98, 218302, doi:10.1103/PhysRevLett.98.218302; for electrodes
    Du et al. 2017, J. Power Sources 354, 200, doi:10.1016/j.jpowsour.2017.04.030.
    """
    d = drying or Drying()
    stiffness = d.shear_modulus * d.coordination * d.packing * radius / (2.0 * d.surface_tension)
    return float(0.64 * radius * sqrt(stiffness) / d.capillary_number**1.5)


_HAN2025_CRACK_FREE = ((1.0, 0.231), (2.0, 0.409))  # wt% of binder, kg/m2: han2025 (doi:10.1039/d5ee01785h), Fig. S28
_HAN2025_EXPONENT = log(_HAN2025_CRACK_FREE[1][1] / _HAN2025_CRACK_FREE[0][1]) / log(2.0)  # 0.82


def crack_free_loading(binder_mass_share: float) -> float:
    """Largest crack-free loading by binder content, kg/m2: the power law through the two limits that han2025 reports.

    w = 23.1 mg/cm2 (binder / 1 wt%)^0.82. Two points of one slurry, ionic soft polymer on NCM811; outside 1 to 2 wt% it is a guess.

    Args:
        binder_mass_share: binder over all solids by mass, 0 to 1.

    Source: Han et al. 2025, Energy Environ. Sci., doi:10.1039/d5ee01785h, Fig. S28: 23.1 mg/cm2 at 1 wt%, 40.9 mg/cm2 at 2 wt%.
    """
    return float(_HAN2025_CRACK_FREE[0][1] * (100.0 * binder_mass_share) ** _HAN2025_EXPONENT)


def pore_radius(porosity: float, diameter: float) -> float:
    """Hydraulic pore radius of a bed of equal spheres, m: twice the pore volume over the surface, eps d / (3 (1 - eps)).

    Source: Carman 1937, Trans. Inst. Chem. Eng. 15, 150.
    """
    return porosity * diameter / (3.0 * (1.0 - porosity))


def washburn_time(depth: float, radius: float, wetting: Wetting | None = None) -> float:
    """Time for a liquid to climb a capillary, s: 2 mu L^2 / (r gamma cos theta). An order of magnitude for an electrode.

    Seconds to milliseconds for a coating, while cells are measured to wet for hours: trapped gas, the way in from the edges and
    carbon pores are not in it.

    Args:
        depth: m.
        radius: of the pore, m.
        wetting: liquid and contact angle (below pi / 2); defaults as documented there.

    Source: Washburn 1921, Phys. Rev. 17, 273, doi:10.1103/PhysRev.17.273.
    """
    w = wetting or Wetting()
    return 2.0 * w.viscosity * depth**2 / (radius * w.surface_tension * cos(w.contact_angle))

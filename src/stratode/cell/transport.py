"""Effective transport of a layer: the recipe's law objects, evaluated to numbers in SI units.

A law says how a pore space or a carbon network conducts; here it meets the layer it is used on. Ions travel in the pores
(`transport_efficiency`), electrons through carbon and particles (`electron_conductivity`) and across the bottom layer's
contact with the collector (`contact_resistance`).
"""

from __future__ import annotations

from collections.abc import Iterable

from stratode.recipe.parts import (
    Bruggeman,
    CarbonBinderDomain,
    CarbonNetwork,
    ContactLaw,
    ElectronLaw,
    IonPath,
    Layer,
    StatedConductivity,
    Tortuosity,
    TransportEfficiency,
    TransportLaw,
)


def transport_efficiency(law: TransportLaw, porosity: float) -> float:
    """Effective over bulk conductivity (and diffusivity) of the electrolyte in a pore space: eps / tau = 1 / MacMullin number.

    Args:
        law: Bruggeman exponent, tortuosity factor, the efficiency itself, or pores with a carbon-binder domain among them.
        porosity: volume fraction of the pores, those within the domain included, 1.

    Returns:
        The transport efficiency, 1.

    Raises:
        TypeError: the law is none of the four.
        ValueError: a carbon-binder domain with more pores than there are.

    Source: Bruggeman 1935 (exponent 1.5 for spheres); Landesfeind et al. 2016, doi:10.1149/2.1141607jes, for eps / tau = 1 / N_M;
    Lichtenecker & Rother, Phys. Z. 32 (1931) 255, for pores and domain together.
    """
    match law:
        case Bruggeman(exponent=exponent):
            return float(porosity**exponent)
        case Tortuosity(tau=tau):
            return porosity / tau
        case TransportEfficiency(value=value):
            return value
        case CarbonBinderDomain():
            return _with_domain(law, porosity)
    raise TypeError(
        "transport law: must be Bruggeman, Tortuosity, TransportEfficiency or CarbonBinderDomain; "
        f"received {law!r}; use one of these from recipe.parts"
    )


def _with_domain(law: CarbonBinderDomain, porosity: float) -> float:
    """Transport efficiency of open pores and domain: (eps_open + phi k**(1/b))**b with k = microporosity**inside."""
    phi = law.solids / (1.0 - law.microporosity)
    eps_open = porosity - phi * law.microporosity
    if eps_open < 0.0:
        raise ValueError(
            f"carbon-binder domain: its own pores must lie within the porosity, {porosity:.4g}; received {phi * law.microporosity:.4g} of "
            "the layer; state a smaller microporosity"
        )
    k = law.microporosity**law.inside
    return float((eps_open + phi * k ** (1.0 / law.exponent)) ** law.exponent)


def path_conductivity(paths: Iterable[IonPath], temperature: float) -> float:
    """Effective conductivity of the single-ion conductors beside the electrolyte, S/m; 0 where there are none.

    Args:
        paths: of a layer or separator.
        temperature: K.
    """
    return sum((float(p.conductivity(0.0, temperature)) * transport_efficiency(p.transport, p.volume_fraction) for p in paths), 0.0)


def electron_conductivity(law: ElectronLaw, layer: Layer) -> float:
    """Effective electron conductivity of a layer, S/m.

    For a :class:`CarbonNetwork`, sigma = sigma_ref (phi_c / phi_ref)^p ((1 - eps) / (1 - eps_ref))^q (d / d_ref)^s.

    Args:
        law: a stated conductivity, or the power law of carbon content, porosity and particle size.
        layer: the layer the law is used on.

    Returns:
        S/m. A network without any carbon and with a positive carbon exponent gives 0.

    Raises:
        TypeError: the law is neither.
        ValueError: the law depends on particle size and the layer has no particles of active material.
    """
    match law:
        case StatedConductivity(value=value):
            return value
        case CarbonNetwork():
            carbon = carbon_fraction_of_solids(layer) / law.carbon_fraction
            packing = (1.0 - layer.porosity) / (1.0 - law.porosity)
            factor = carbon**law.carbon_exponent * packing**law.calendering_exponent
            return float(law.conductivity * factor * _size_factor(layer, law.diameter, law.size_exponent))
    raise TypeError(f"electron law: must be StatedConductivity or CarbonNetwork; received {law!r}; use one of these from recipe.parts")


def contact_resistance(law: ContactLaw, layer: Layer) -> float:
    """Contact resistance between the collector and the layer that touches it, ohm m2.

    R = R_ref ((1 - eps) / (1 - eps_ref))^-q (d / d_ref)^s: a denser layer of smaller particles touches the foil at more points.

    Args:
        law: the reference resistance and its exponents; both exponents are 0 for a stated resistance.
        layer: the layer at the collector.

    Returns:
        ohm m2.

    Raises:
        ValueError: the law depends on particle size and the layer has no particles of active material.
    """
    packing = (1.0 - layer.porosity) / (1.0 - law.porosity)
    return float(law.resistance * packing**-law.calendering_exponent * _size_factor(layer, law.diameter, law.size_exponent))


def carbon_fraction_of_solids(layer: Layer) -> float:
    """Volume of carbon over volume of all solids of a layer, 1."""
    carbon = sum(share.volume_fraction for share in layer.inert if share.material.role == "carbon")
    return carbon / (1.0 - layer.porosity)


def mean_diameter(layer: Layer) -> float:
    """Volume-weighted mean particle diameter of a layer's populations, m.

    Raises:
        ValueError: the layer has no active population.
    """
    active = sum(population.volume_fraction for population in layer.populations)
    if active <= 0.0:
        raise ValueError(
            f"layer {layer.name!r}: a particle diameter needs active material; received none; "
            "add a population, or use laws that do not depend on particle size here"
        )
    return sum(2.0 * population.radius * population.volume_fraction for population in layer.populations) / active


def _size_factor(layer: Layer, reference: float, exponent: float) -> float:
    """(d / d_ref)**exponent; 1 for exponent 0, also where there is no particle to have a size."""
    if exponent == 0.0:
        return 1.0
    return float((mean_diameter(layer) / reference) ** exponent)

"""Builds the laws of a layer: how its pores carry ions, its solids electrons, and its face touches the collector."""

from __future__ import annotations

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.errors import refused
from stratode.recipe.schema_layer import Contact, Electrons, Path, Transport


def law_in_words(law: parts.TransportLaw) -> str:
    """The law as a recipe would state it."""
    match law:
        case parts.Bruggeman(exponent=exponent):
            return f"bruggeman {exponent:g}"
        case parts.Tortuosity(tau=tau):
            return f"tau {tau:g}"
        case parts.TransportEfficiency(value=value):
            return f"efficiency {value:g}"
        case parts.CarbonBinderDomain(microporosity=microporosity, exponent=exponent, inside=inside):
            return f"bruggeman {exponent:g}, binder_microporosity {100 * microporosity:g} %, binder_exponent {inside:g}"


def transport_law(
    stated: Path | None, porosity: float, bench: Bench, field: str, inert: tuple[parts.InertShare, ...] = ()
) -> parts.TransportLaw:
    """The stated law of ion transport in the pores, or Bruggeman's.

    Raises:
        RecipeError: an efficiency above the porosity; a carbon-binder domain that does not fit into the pores.
    """
    if stated is None:
        bench.assume(field, f"bruggeman {defaults.BRUGGEMAN.exponent:g}", defaults.BRUGGEMAN_SOURCE)
        return defaults.BRUGGEMAN
    if isinstance(stated, Transport) and stated.binder_microporosity is not None:
        return _binder_domain(stated, porosity, inert, bench, field)
    return path_law(stated, porosity, field, "porosity")


def path_law(stated: Path, fraction: float, field: str, noun: str) -> parts.TransportLaw:
    """The stated law of a phase that fills `fraction` of the layer and is called `noun`.

    Raises:
        RecipeError: an efficiency above the fraction; straight paths, the best there are, reach it.
    """
    if stated.bruggeman is not None:
        return parts.Bruggeman(stated.bruggeman.value)
    if stated.tau is not None:
        return parts.Tortuosity(stated.tau.value)
    name, quantity = ("efficiency", stated.efficiency) if stated.efficiency is not None else ("macmullin", stated.macmullin)
    if quantity is None:
        raise refused(field, "must state bruggeman, tau, efficiency or macmullin", None, "Write for example {bruggeman: 1.5}.")
    efficiency = quantity.value if name == "efficiency" else 1.0 / quantity.value
    if efficiency > fraction * (1.0 + 1e-9):
        rule = f"must leave the transport efficiency at most the {noun}, {fraction:.3f}, which straight paths reach"
        raise refused(f"{field}.{name}", rule, quantity.text, f"Transport efficiency is {noun} / tau, with tau at least 1.")
    return parts.TransportEfficiency(efficiency)


def _binder_domain(
    stated: Transport, porosity: float, inert: tuple[parts.InertShare, ...], bench: Bench, field: str
) -> parts.CarbonBinderDomain:
    """The carbon-binder domain, if the layer's carbon and binder with their own pores fit between the particles."""
    if stated.bruggeman is None or stated.binder_microporosity is None or stated.binder_exponent is None:
        raise refused(field, "must state bruggeman, binder_microporosity and binder_exponent", None, "Add what is missing.")
    micro = stated.binder_microporosity.value
    solids = sum(share.volume_fraction for share in inert if share.material.role in ("carbon", "binder"))
    if solids <= 0.0:
        rule = "belongs to a layer with carbon or binder, and this one has neither"
        raise refused(f"{field}.binder_microporosity", rule, stated.binder_microporosity.text, "Remove it.")
    within = solids * micro / (1.0 - micro)
    if within > porosity:
        rule = (
            f"must leave the domain's own pores within the layer's: {solids:.3f} of carbon and binder hold {within:.3f} of pores, "
            f"the layer has {porosity:.3f}"
        )
        raise refused(f"{field}.binder_microporosity", rule, stated.binder_microporosity.text, "State a smaller microporosity.")
    bench.assume_once("binder_microporosity", "Lichtenecker and Rother's mixing of pores and domain", defaults.BINDER_DOMAIN_SOURCE)
    return parts.CarbonBinderDomain(solids, micro, exponent=stated.bruggeman.value, inside=stated.binder_exponent.value)


def ion_path(conductor: parts.Conductor, fraction: float, stated: Path | str | None, bench: Bench, field: str) -> tuple[parts.IonPath, ...]:
    """The way of ions through a conductor that fills `fraction`; none where it is stated that its particles do not touch.

    Raises:
        RecipeError: an efficiency above the fraction.
    """
    if fraction <= 0.0 or isinstance(stated, str):
        return ()
    if stated is None:
        bench.assume(field, f"bruggeman {defaults.BRUGGEMAN.exponent:g}", defaults.PATH_SOURCE)
        law: parts.TransportLaw = defaults.BRUGGEMAN
    else:
        law = path_law(stated, fraction, field, "conductor's volume share")
    return (parts.IonPath(conductor.name, conductor.conductivity, fraction, law),)


def electron_law(
    stated: Electrons | None, populations: tuple[parts.Population, ...], inert: tuple[parts.InertShare, ...], bench: Bench, field: str
) -> parts.ElectronLaw:
    """The stated law of electron transport; else the host's own conductivity where it conducts, and the default network where it does not.

    Raises:
        RecipeError: nothing in the layer conducts electrons: no carbon, and no host that conducts.
    """
    if stated is not None and stated.conductivity is not None:
        return parts.StatedConductivity(stated.conductivity.value)
    law = None if stated is None else _network(stated)
    if law is None and (host := _host_conductivity(populations)) > 0.0:
        solids = sum(p.volume_fraction for p in populations) + sum(s.volume_fraction for s in inert)
        effective = host * solids**defaults.HOST_EXPONENT
        bench.assume(field, f"{effective:.3g} S/m, through the active material ({host:.3g} S/m)", defaults.HOST_SOURCE)
        return parts.StatedConductivity(effective)
    carbon = sum(s.volume_fraction for s in inert if s.material.role == "carbon")
    if carbon <= 0.0 and (law or defaults.NETWORK).carbon_exponent > 0.0:
        rule = "must be stated: the layer holds no carbon, and its active material does not conduct electrons well enough"
        raise refused(field, rule, None, "Add carbon to the components, or write for example electrons: {conductivity: 0.01 S/m}.")
    if law is None:
        bench.assume(field, f"carbon network, {defaults.NETWORK.conductivity:g} S/m at its reference", defaults.NETWORK_SOURCE)
    return law or defaults.NETWORK


def _host_conductivity(populations: tuple[parts.Population, ...]) -> float:
    """Volume mean of the hosts' conductivities, S/m, where the mean is that of a conductor; 0 else."""
    active = sum(p.volume_fraction for p in populations)
    mean = sum(p.volume_fraction * (p.material.conductivity or 0.0) for p in populations) / active
    return mean if mean >= defaults.CONDUCTING_HOST else 0.0


def _network(stated: Electrons) -> parts.CarbonNetwork | None:
    """The stated network."""
    law = stated.network
    if law is not None:
        return parts.CarbonNetwork(
            conductivity=law.conductivity.value,
            carbon_fraction=law.at_carbon.value,
            porosity=law.at_porosity.value,
            diameter=law.at_diameter.value,
            carbon_exponent=law.carbon_exponent.value,
            calendering_exponent=law.calendering_exponent.value,
            size_exponent=law.size_exponent.value,
        )
    return None


def contact_law(stated: Contact | None, bench: Bench, field: str, usual: tuple[parts.ContactLaw, str]) -> parts.ContactLaw:
    """The stated contact law, or the `usual` one with its reason."""
    reference, why = usual
    if stated is None:
        bench.assume(field, f"{reference.resistance * 1e4:g} ohm cm2 at its reference" if reference.resistance else "0 ohm cm2", why)
        return reference
    return parts.ContactLaw(
        resistance=stated.resistance.value,
        porosity=stated.at_porosity.value if stated.at_porosity else reference.porosity,
        diameter=stated.at_diameter.value if stated.at_diameter else reference.diameter,
        calendering_exponent=stated.calendering_exponent.value if stated.calendering_exponent else 0.0,
        size_exponent=stated.size_exponent.value if stated.size_exponent else 0.0,
    )

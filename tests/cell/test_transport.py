"""Effective transport laws against hand-computed and limiting values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stratode.cell.transport import contact_resistance, electron_conductivity, mean_diameter, transport_efficiency
from stratode.recipe.parts import (
    ActiveMaterial,
    Bruggeman,
    CarbonBinderDomain,
    CarbonNetwork,
    ContactLaw,
    Inert,
    InertShare,
    Interface,
    Layer,
    Population,
    StatedConductivity,
    Tortuosity,
    TransportEfficiency,
)
from stratode.recipe.property import constant

OXIDE = ActiveMaterial(
    name="oxide",
    density=4750.0,
    max_concentration=50000.0,
    potential=constant(3.8, "V", "invented"),
    potential_charge=None,
    entropy=None,
    diffusivity=constant(1e-14, "m2/s", "invented"),
    exchange_current=constant(1.0, "A/m2", "invented"),
    conductivity=None,
    stoichiometry_full=0.3,
    stoichiometry_empty=0.9,
    source="invented",
)


def layer(porosity: float = 0.5, radii: tuple[float, ...] = (5e-6,), carbon: float = 0.05) -> Layer:
    active = 1.0 - porosity - carbon
    return Layer(
        name="L",
        thickness=100e-6,
        porosity=porosity,
        populations=tuple(Population(OXIDE, r, active / len(radii), 0.0, 0.0, 1.0) for r in radii),
        inert=(InertShare(Inert("carbon black", 1950.0, "carbon", "invented"), carbon),),
        transport=Bruggeman(1.5),
        electrons=StatedConductivity(1.0),
        interface=Interface(0.0, 0.0),
    )


def test_bruggeman_efficiency_at_a_quarter_porosity_is_one_eighth():
    assert transport_efficiency(Bruggeman(1.5), 0.25) == pytest.approx(0.125, rel=1e-15)


def test_straight_pores_conduct_as_their_area_share():
    assert transport_efficiency(Tortuosity(1.0), 0.37) == 0.37
    assert transport_efficiency(Tortuosity(2.0), 0.37) == 0.185


def test_a_stated_efficiency_ignores_the_porosity():
    assert transport_efficiency(TransportEfficiency(0.2), 0.9) == 0.2


def test_an_unknown_law_is_refused_by_name():
    with pytest.raises(TypeError, match="transport law: must be Bruggeman"):
        transport_efficiency("bruggeman", 0.3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="electron law: must be StatedConductivity"):
        electron_conductivity(3.0, layer())  # type: ignore[arg-type]


def test_carbon_network_gives_its_reference_at_the_reference():
    law = CarbonNetwork(10.0, 0.1, 0.5, 10e-6, 2.0, 3.0, 0.5)
    assert electron_conductivity(law, layer()) == pytest.approx(10.0, rel=1e-12)  # carbon 0.05 of 0.5 solids = 0.1, 10 um particles


def test_carbon_network_powers_act_one_at_a_time():
    half_carbon = layer(carbon=0.025)
    assert electron_conductivity(CarbonNetwork(10.0, 0.1, 0.5, 10e-6, 2.0, 0.0, 0.0), half_carbon) == pytest.approx(2.5)
    dense = layer(porosity=0.25, carbon=0.075)  # solids 0.75 = 1.5 of the reference's
    assert electron_conductivity(CarbonNetwork(10.0, 0.1, 0.5, 10e-6, 2.0, 3.0, 0.0), dense) == pytest.approx(33.75)
    coarse = layer(radii=(20e-6,))
    assert electron_conductivity(CarbonNetwork(10.0, 0.1, 0.5, 10e-6, 0.0, 0.0, 0.5), coarse) == pytest.approx(20.0)


def test_a_denser_bottom_of_smaller_particles_touches_the_foil_better():
    law = ContactLaw(1e-3, 0.5, 10e-6, 2.0, 1.0)
    here = contact_resistance(law, layer())
    assert here == pytest.approx(1e-3)
    assert contact_resistance(law, layer(porosity=0.25)) == pytest.approx(1e-3 / 2.25)
    assert contact_resistance(law, layer(radii=(2.5e-6,))) == pytest.approx(0.5e-3)


def test_mean_diameter_is_weighted_by_volume():
    two = layer(radii=(1e-6, 4e-6))
    assert mean_diameter(two) == pytest.approx(5e-6)
    big, small = two.populations
    uneven = replace(two, populations=(replace(big, volume_fraction=0.3), replace(small, volume_fraction=0.1)))
    assert mean_diameter(uneven) == pytest.approx(3.5e-6)


def test_a_layer_without_particles_has_no_diameter_but_may_have_a_stated_contact():
    bare = replace(layer(), populations=())
    assert contact_resistance(ContactLaw(2e-3, 0.5, 1e-5, 0.0, 0.0), bare) == 2e-3
    with pytest.raises(ValueError, match="a particle diameter needs active material"):
        contact_resistance(ContactLaw(2e-3, 0.5, 1e-5, 0.0, 1.0), bare)


def domain(microporosity: float, inside: float = 1.5) -> CarbonBinderDomain:
    return CarbonBinderDomain(solids=0.06, microporosity=microporosity, exponent=1.5, inside=inside)


def test_a_dense_carbon_binder_domain_leaves_the_pores_alone() -> None:
    assert transport_efficiency(domain(0.0), 0.36) == pytest.approx(0.216, rel=1e-14)  # 0.36^1.5


def test_a_domain_that_conducts_like_the_pores_is_pores() -> None:
    # microporosity 40 %, exponent 0 within: 0.06 / 0.6 = 0.10 of domain, of which 0.04 are pores; 0.32 + 0.10 = 0.42 carry the ions
    assert transport_efficiency(domain(0.4, inside=0.0), 0.36) == pytest.approx(transport_efficiency(Bruggeman(1.5), 0.42), rel=1e-14)


def test_pores_within_the_domain_carry_less_than_the_same_pores_outside_it() -> None:
    open_pores = transport_efficiency(Bruggeman(1.5), 0.36)
    without_them = transport_efficiency(Bruggeman(1.5), 0.36 - 0.04)
    found = [transport_efficiency(domain(0.4, inside), 0.36) for inside in (4.0, 3.0, 2.0)]
    assert without_them < found[0] < found[1] < found[2] < open_pores
    assert transport_efficiency(domain(0.4, 1.5), 0.36) == pytest.approx(open_pores, rel=1e-14)  # as tortuous inside as outside


def test_a_domain_with_more_pores_than_the_layer_is_refused() -> None:
    with pytest.raises(ValueError, match=r"its own pores must lie within the porosity, 0\.36; received 0\.54"):
        transport_efficiency(domain(0.9), 0.36)

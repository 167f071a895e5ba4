"""More particle surface than spheres have: the same particles inside, more of everything that happens on their surface."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.test_layers import EVEN, SAME, WHOLE, coat, real, run

from stratode.cell.impedance import spectrum
from stratode.design.inputs import inputs
from stratode.design.reaction import transfer_conductance
from stratode.recipe.parts import Layer, Population

FACTOR = 1.7


def resurfaced(layer: Layer, **changes: float) -> Layer:
    return replace(layer, populations=tuple(replace(p, **changes) for p in layer.populations))


def on_the_surface(part: Population) -> dict[str, float]:
    """What FACTOR times the surface comes to in a layer of spheres: each of its numbers per surface, told per sphere."""
    return {
        "exchange_factor": part.exchange_factor * FACTOR,
        "film_resistance": part.film_resistance / FACTOR,
        "double_layer": part.double_layer * FACTOR,
        "film_capacitance": part.film_capacitance * FACTOR,
    }


def test_more_surface_is_a_faster_reaction_and_a_thinner_film_with_the_same_diffusion_inside() -> None:
    layer = coat(120e-6, "L", film=2e-3)
    rougher = run(real(resurfaced(layer, surface_factor=FACTOR)), EVEN)
    faster = run(real(resurfaced(layer, **on_the_surface(layer.populations[0]))), EVEN)
    assert rougher.time[-1] == pytest.approx(faster.time[-1], rel=SAME)
    assert rougher.mean[-1] == pytest.approx(faster.mean[-1], rel=1e-6)
    assert rougher.time[-1] / run(WHOLE, EVEN).time[-1] - 1.0 > 1e-3


def test_a_factor_below_one_is_a_covered_surface() -> None:
    layer = coat(120e-6, "L", film=2e-3)
    less, covered = (
        run(real(resurfaced(layer, **{name: value})), EVEN) for name, value in (("surface_factor", 0.4), ("covered_fraction", 0.6))
    )
    assert less.time[-1] == pytest.approx(covered.time[-1], rel=SAME)


def test_in_a_spectrum_too() -> None:
    """Charge transfer, film, both capacitances and diffusion in spheres, from the arcs down to the tail."""
    part = replace(simple.population(simple.host(1e-14, 2.0), film=3e-3), double_layer=0.2, film_capacitance=1e-3)
    layer = simple.layer(part, thickness=20e-6)
    f = np.logspace(-4, 5, 28)

    def seen(changed: Layer) -> np.ndarray:
        return spectrum(simple.cell(changed, electrolyte=simple.liquid(), anode=simple.lithium()), f, 0.5).impedance

    rougher = seen(resurfaced(layer, surface_factor=FACTOR))
    assert rougher == pytest.approx(seen(resurfaced(layer, **on_the_surface(part))), rel=1e-10)
    assert np.max(np.abs(rougher / seen(layer) - 1.0)) > 0.1


def test_the_reaction_s_conductance_and_the_list_of_inputs_know_it() -> None:
    layer = coat(60e-6, "L")
    plain = transfer_conductance(layer, 1000.0, simple.TEMPERATURE)
    assert transfer_conductance(resurfaced(layer, surface_factor=FACTOR), 1000.0, simple.TEMPERATURE) == pytest.approx(FACTOR * plain)
    (own,) = (one for one in inputs(real(resurfaced(layer, surface_factor=FACTOR))) if one.name.startswith("surface over"))
    assert own.value == FACTOR
    assert own.changed(2.0).cathode.layers[0].populations[0].surface_factor == pytest.approx(2.0 * FACTOR)
    assert not any(one.name.startswith("surface over") for one in inputs(real(layer)))

"""A simulated wetting."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

FORCED, MESH = "forced wetting", "mesh and particles"


def simulated(*more: str, porosity: str = "55", velocity: str = "1.000e-4") -> str:
    return paper(
        sample(
            f"inlet_velocity: {velocity} m/s", "domain_height: 146.0 um", f"porosity: {porosity}.0 %", "particle_diameter: 4.5 um",
            "viscosity: 3.1 mPa s", "wetting_time: 10 h", *more, head="traits: {order: L-S}",
        )
    )  # fmt: skip


@pytest.mark.parametrize(("porosity", "seconds"), [("55", 0.803), ("35", 0.511), ("25", 0.365)])
def test_chen2024_fills_its_pores_whatever_the_wetting(porosity: str, seconds: float) -> None:
    found = one(simulated(porosity=porosity), FORCED)
    assert found.severity.value == "H"
    assert "rank the pore volumes, not the wetting" in found.words
    assert "The measured wetting takes 10 h" in found.words
    fill, rise = (side.interval for side in found.sides)
    assert fill is not None
    assert rise is not None
    assert 0.5 * (fill.low + fill.high) == pytest.approx(seconds, rel=5e-3)
    assert rise.high < 0.02 < fill.low  # milliseconds against a second
    assert found.margin == pytest.approx(fill.low / rise.high)


def test_an_inlet_faster_than_capillaries_or_one_that_outweighs_surface_tension_is_silent() -> None:
    assert findings(simulated(velocity="0.1000"), FORCED) == []  # filled in 0.8 ms
    assert findings(simulated(velocity="0.01000"), FORCED) == []  # filled in 8 ms, slower than by capillaries; but capillary number 2e-3


def test_a_mesh_of_few_cells_across_a_particle_is_told_and_a_fine_one_is_silent() -> None:
    found = one(simulated("mesh_size: 1 um"), MESH)
    assert found.severity.value == "M"
    assert "4.5 cells across the smallest particle" in found.words
    assert findings(simulated("mesh_size: 0.3 um"), MESH) == []

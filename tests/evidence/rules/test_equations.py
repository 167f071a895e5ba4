"""Arithmetic, closure and material: numbers worked out by hand hold, and one of them changed is found."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

SLOW, FAST = "rate: 0.1 C", "rate: 1 C"
PACKED, BUILT = f"{SLOW}, on: cell with packaging", f"{SLOW}, on: as assembled"
CHARGED = (f"areal_capacity: 4.00 mAh/cm2, {SLOW}", f"mean_voltage: 3.75 V, {SLOW}")
COATING = ("coating_loading: 25.0 mg/cm2", "thickness: 100.0 um")
SHARES = ("active_mass_share: 96.0 wt%", "carbon_mass_share: 2.00 wt%", "binder_mass_share: 2.00 wt%")
DENSITIES = ("active_density: 4.80 g/cm3", "carbon_density: 2.00 g/cm3", "binder_density: 1.80 g/cm3")

# name of the equation, what is stated beside, the number that follows, another number
EQUATIONS = (
    ("areal capacity", ("active_loading: 20.0 mg/cm2", f"specific_capacity: 200.0 mAh/g, {SLOW}"),
     f"areal_capacity: 4.00 mAh/cm2, {SLOW}", f"areal_capacity: 5.00 mAh/cm2, {SLOW}"),
    ("nominal areal capacity", ("active_loading: 20.0 mg/cm2", "one_c: 200.0 mA/g"),
     "nominal_areal_capacity: 4.00 mAh/cm2", "nominal_areal_capacity: 5.00 mAh/cm2"),
    ("current of a rate", ("active_loading: 20.0 mg/cm2", "one_c: 200.0 mA/g", "c_rate: 0.5 C, rate: 0.5 C"),
     "current_density: 2.00 mA/cm2, rate: 0.5 C", "current_density: 2.60 mA/cm2, rate: 0.5 C"),
    ("capacity kept at a rate", (f"specific_capacity: 200.0 mAh/g, {SLOW}", f"specific_capacity: 150.0 mAh/g, {FAST}"),
     f"rate_retention: 75.0 %, {FAST}, against: 0.1 C", f"rate_retention: 60.0 %, {FAST}, against: 0.1 C"),
    ("areal capacity kept at a rate", (f"areal_capacity: 4.00 mAh/cm2, {SLOW}", f"areal_capacity: 3.00 mAh/cm2, {FAST}"),
     f"rate_retention: 75.0 %, {FAST}, against: 0.1 C", f"rate_retention: 60.0 %, {FAST}, against: 0.1 C"),
    ("capacity kept after cycling", (f"specific_capacity: 200.0 mAh/g, {SLOW}", f"specific_capacity: 160.0 mAh/g, {SLOW}, cycle: 100"),
     f"cycle_retention: 80.0 %, {SLOW}, cycle: 100", f"cycle_retention: 65.0 %, {SLOW}, cycle: 100"),
    ("areal capacity kept after cycling", (f"areal_capacity: 4.00 mAh/cm2, {SLOW}", f"areal_capacity: 3.20 mAh/cm2, {SLOW}, cycle: 100"),
     f"cycle_retention: 80.0 %, {SLOW}, cycle: 100", f"cycle_retention: 65.0 %, {SLOW}, cycle: 100"),
    ("first-cycle efficiency", (f"first_charge_capacity: 230.0 mAh/g, {SLOW}", f"first_cycle_efficiency: 90.0 %, {SLOW}"),
     f"specific_capacity: 207.0 mAh/g, {SLOW}", f"specific_capacity: 170.0 mAh/g, {SLOW}"),
    ("cell capacity", (f"areal_capacity: 4.00 mAh/cm2, {SLOW}", "area: 50.0 cm2", "faces: 10"),
     f"cell_capacity: 2.00 Ah, {SLOW}", f"cell_capacity: 2.60 Ah, {SLOW}"),
    ("active mass per area", ("coating_loading: 25.0 mg/cm2", "active_mass_share: 96.0 wt%"),
     "active_loading: 24.0 mg/cm2", "active_loading: 20.0 mg/cm2"),
    ("coating density", COATING, "coating_density: 2.50 g/cm3", "coating_density: 2.00 g/cm3"),
    ("volume share of the active material", ("active_loading: 24.0 mg/cm2", "thickness: 100.0 um", "active_density: 4.80 g/cm3"),
     "active_volume_share: 50.0 %", "active_volume_share: 65.0 %"),
    ("density of the solids", (*SHARES, *DENSITIES), "solid_density: 4.52 g/cm3", "solid_density: 3.60 g/cm3"),
    ("porosity", (*COATING, "solid_density: 4.52 g/cm3"), "porosity: 44.7 %", "porosity: 30.0 %"),
    ("shares by mass", SHARES[1:], "active_mass_share: 96.0 wt%", "active_mass_share: 80.0 wt%"),
    ("specific energy", ("cell_energy: 10.0 Wh, rate: 0.1 C", "cell_mass: 40.0 g"),
     f"specific_energy: 250.0 Wh/kg, {PACKED}", f"specific_energy: 320.0 Wh/kg, {PACKED}"),
    ("energy density", ("cell_energy: 10.0 Wh, rate: 0.1 C", "cell_volume: 16.0 cm3"),
     f"energy_density: 625.0 Wh/L, {BUILT}", f"energy_density: 800.0 Wh/L, {BUILT}"),
    ("mass per area", ("cell_mass: 40.0 g", "area: 50.0 cm2", "faces: 10"), "mass_per_area: 80.0 mg/cm2", "mass_per_area: 60.0 mg/cm2"),
    ("volume per area", ("cell_volume: 16.0 cm3", "area: 50.0 cm2", "faces: 10"), "volume_per_area: 320.0 um", "volume_per_area: 400.0 um"),
    ("mass per area from specific energy",
     (*CHARGED, f"specific_energy: 250.0 Wh/kg, {PACKED}"),
     "mass_per_area: 60.0 mg/cm2", "mass_per_area: 80.0 mg/cm2"),
    ("volume per area from energy density",
     (*CHARGED, f"energy_density: 600.0 Wh/L, {BUILT}"),
     "volume_per_area: 250.0 um", "volume_per_area: 320.0 um"),
    ("relaxation time", ("thickness: 600.0 um", "effective_diffusivity: 1.40e-7 cm2/s"),
     "relaxation_time: 2605 s", "relaxation_time: 4000 s"),
    ("diffusivity in the pores", ("salt_diffusivity: 3.00e-6 cm2/s", "tortuosity: 3.00"),
     "effective_diffusivity: 1.00e-6 cm2/s", "effective_diffusivity: 2.00e-6 cm2/s"),
    ("tortuosity in the plane", ("tortuosity: 1.20", "flux_ratio: 1.81"), "in_plane_tortuosity: 2.17", "in_plane_tortuosity: 3.00"),
    ("electrochemical window", ("oxidation_onset: 4.70 V", "reduction_onset: 0.50 V"), "stability_window: 4.2 V", "stability_window: 6 V"),
    ("electrolyte in the pores", ("porosity: 40.0 %",), "electrolyte_volume_share: 40.0 %", "electrolyte_volume_share: 60.0 %"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "beside", "follows", "other"), EQUATIONS, ids=[row[0] for row in EQUATIONS])
def test_an_equation_holds_and_a_changed_number_is_found(name: str, beside: tuple[str, ...], follows: str, other: str) -> None:
    assert findings(paper(sample(*beside, follows))) == []
    found = findings(paper(sample(*beside, other)))
    assert [finding.rule for finding in found] == [name]
    assert found[0].severity.value == "H"


def test_no_material_gives_more_than_its_lithium() -> None:
    assert findings(paper(sample("specific_capacity: 230 mAh/g"))) == []
    found = one(paper(sample("specific_capacity: 300 mAh/g")), "charge within the theory")
    assert found.severity.value == "H"
    assert found.sides[1].value == "273 to 278 mAh/g"  # 274 to 277 with half a percent


def test_of_a_material_that_is_not_known_nothing_is_said() -> None:
    assert findings(paper(sample("specific_capacity: 300 mAh/g", head="active: sulfur"))) == []


def test_pores_and_active_material_have_to_fit() -> None:
    assert findings(paper(sample("active_volume_share: 60.0 %", "porosity: 40.0 %"))) == []
    assert one(paper(sample("active_volume_share: 70.0 %", "porosity: 40.0 %")), "room for the active material").severity.value == "H"


def test_a_basis_that_cannot_be_computed_is_not_judged_by_another() -> None:
    """N/P on the first charge, where only the discharge capacity is stated."""
    stated = ("lithium_thickness: 40.0 um", "areal_capacity: 10.5 mAh/cm2", "np_ratio: 0.60, on: first charge")
    assert findings(paper(sample(*stated)), "N/P by its basis") == []
    assert len(findings(paper(sample(*stated[:2], "np_ratio: 0.60, on: discharge")), "N/P by its basis")) == 1


def test_what_a_dense_electrode_leaves_is_electrolyte() -> None:
    head = "active: NMC811\ntraits: {filling: dense}"
    assert findings(paper(sample("active_volume_share: 60.0 %", "electrolyte_volume_share: 40.0 %", head=head))) == []
    found = findings(paper(sample("active_volume_share: 60.0 %", "electrolyte_volume_share: 60.0 %", head=head)))
    assert [finding.rule for finding in found] == ["electrolyte of a dense electrode"]

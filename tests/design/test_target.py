"""The inverse ledger: published targets by hand, and the ledger itself as the judge of its boundary."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratode.design.ledger import ledger
from stratode.design.target import Choice, FixedParts, Target, feasible_set, fixed_parts

G_AH = 1e-3 / 3600.0  # kg/C

# gao2025 (doi:10.1002/adfm.202511636) states 473 Wh/kg, 7.1 mAh/cm2 and 32.8 mg/cm2. Assumed: 3.8 V, half of a 10 um Al foil
# (1.35 mg/cm2), a 12 um separator of 0.66 mg/cm2 solid, no copper, no tabs.
GAO = Target(areal_capacity=71.0, mean_voltage=3.8, energy_Wh_kg=473.0)
GAO_PARTS = FixedParts(
    mass=0.328 + 0.0135 + 0.0066,
    thickness=5e-6 + 12e-6 + 120e-6,
    pore_volume=35e-6,
    electrolyte_density=1200.0,
    lithium_density=534.0,
    packaging_density=1600.0,
)


def test_gao2025_target_allows_57_0_mg_cm2_per_side():
    assert GAO.mass_budget * 100.0 == pytest.approx(57.0, abs=0.05)


def test_gao2025_target_with_50_um_lithium_and_no_packaging_leaves_2_76_g_Ah():
    most = feasible_set(GAO, GAO_PARTS).largest_ec_ratio(50e-6, 0.0)
    assert most == pytest.approx((57.04 - 32.8 - 1.35 - 0.66 - 2.67) / 7.1 * G_AH, rel=1e-3)  # mg/cm2 over mAh/cm2


@pytest.mark.parametrize(("ec", "before_packaging"), [(1.5, 560.0), (2.0, 522.0), (2.5, 488.0)])
def test_gao2025_packaging_may_take_what_lies_between_bare_cell_and_target(ec, before_packaging):
    """A bare cell of 560 Wh/kg may carry packaging until it has 473: a share of 1 - 473/560."""
    share = feasible_set(GAO, GAO_PARTS).largest_packaging_share(ec * G_AH, 50e-6)
    assert share == pytest.approx(1.0 - 473.0 / before_packaging, abs=0.002)


def test_han2025_pouch_weighs_2_73_g_and_takes_0_97_cm3():
    """277 mAh, 10.5 mAh/cm2, 381.1 Wh/kg and 1067.5 Wh/L (doi:10.1039/d5ee01785h); 3.75 V assumed."""
    target = Target(areal_capacity=105.0, mean_voltage=3.75, energy_Wh_kg=381.1, energy_Wh_L=1067.5)
    area = 0.277 / 105.0
    assert area * 1e4 == pytest.approx(26.4, abs=0.05)  # cm2
    assert target.mass_budget * 100.0 == pytest.approx(103.0, abs=0.5)  # mg/cm2
    assert target.mass_budget * area * 1e3 == pytest.approx(2.73, abs=0.01)  # g
    assert target.volume_budget * area * 1e6 == pytest.approx(0.97, abs=0.01)  # cm3


def test_statement_of_a_feasible_and_of_an_impossible_target():
    possible = feasible_set(GAO, GAO_PARTS)
    assert not possible.is_empty
    assert possible.statement().startswith(
        "473 Wh/kg at 7.1 mAh/cm2 and 3.8 V can be reached, with 57.0 mg/cm2 per cathode face of which 22.2"
    )
    impossible = feasible_set(replace(GAO, energy_Wh_kg=800.0), GAO_PARTS)
    assert impossible.is_empty
    assert "800 Wh/kg at 7.1 mAh/cm2 and 3.8 V cannot be reached" in impossible.statement()
    assert impossible.largest_ec_ratio(0.0, 0.0) is None
    assert impossible.largest_lithium(impossible.least.ec_ratio, 0.0) is None
    assert impossible.largest_packaging_share(impossible.least.ec_ratio, 0.0) is None
    assert impossible.surface([0.0, 50e-6], [0.0, 0.1]) == ()
    bulky = feasible_set(Target(71.0, 3.8, energy_Wh_L=5000.0), GAO_PARTS)
    assert "gives only 1969 Wh/L (137 of 54 um)" in bulky.statement()  # 26.98 mWh/cm2 over 137 um


def test_surface_lists_only_feasible_pairs_thickness_slowest():
    feasible = feasible_set(GAO, GAO_PARTS)
    table = feasible.surface([20e-6, 50e-6], [0.0, 0.1, 0.9])
    assert [(p.lithium_thickness, p.packaging_share) for p in table] == [(20e-6, 0.0), (20e-6, 0.1), (50e-6, 0.0), (50e-6, 0.1)]
    assert all(feasible.mass(point) == pytest.approx(GAO.mass_budget, rel=1e-12) for point in table)


# --------------------------------------------------------------------------------- the ledger judges a cell on the boundary


def test_a_cell_built_on_the_boundary_has_the_target_in_the_ledger(make_cell, pouch):
    cell = make_cell(form=pouch)
    book = ledger(cell, 100.0, 3.8)
    target = Target(100.0, 3.8, energy_Wh_kg=350.0)
    feasible = feasible_set(target, fixed_parts(cell, book))
    ec = feasible.largest_ec_ratio(30e-6, 0.05)
    film = 0.05 * target.mass_budget * 4 * 25e-4 / 72e-4  # kg/m2 of film: 4 faces of 25 cm2 in two sheets of 36 cm2
    built = replace(
        cell,
        anode=replace(cell.anode, thickness=30e-6),
        format=replace(pouch, ec_ratio=ec, packaging_areal_mass=film),
    )
    assert ledger(built, 100.0, 3.8).on("cell with packaging").Wh_kg == pytest.approx(350.0, rel=1e-12)


@pytest.mark.parametrize(("state", "charged"), [("Wh_L_assembled", False), ("Wh_L_charged", True)])
def test_a_cell_built_on_the_volume_boundary_has_the_target_in_the_ledger(make_cell, pouch, state, charged):
    unwrapped = replace(pouch, packaging_areal_mass=0.0, packaging_thickness=0.0)
    cell = make_cell(form=unwrapped)
    parts = fixed_parts(cell, ledger(cell, 100.0, 3.8), charged=charged)
    thickness = feasible_set(Target(100.0, 3.8, energy_Wh_L=900.0), parts).largest_lithium(2.0 * G_AH, 0.0)
    built = replace(cell, anode=replace(cell.anode, thickness=thickness), format=replace(unwrapped, ec_ratio=2.0 * G_AH))
    assert getattr(ledger(built, 100.0, 3.8).on("cell with packaging"), state) == pytest.approx(900.0, rel=1e-12)


# --------------------------------------------------------------------------------------------------------- the boundary


@given(
    wh_kg=st.one_of(st.none(), st.floats(250.0, 500.0)),
    wh_l=st.floats(700.0, 1500.0),
    ec=st.floats(0.6, 4.0),
    lithium=st.floats(0.0, 150e-6),
    share=st.floats(0.0, 0.3),
    film=st.sampled_from([1600.0, inf]),
)
def test_every_bound_is_feasible_and_a_step_beyond_is_not(wh_kg, wh_l, ec, lithium, share, film):
    parts = replace(GAO_PARTS, packaging_density=film)
    feasible = feasible_set(Target(71.0, 3.8, wh_kg, wh_l), parts, least_ec_ratio=0.0)
    ec_ratio = ec * G_AH
    bounds = {
        "ec_ratio": feasible.largest_ec_ratio(lithium, share),
        "lithium_thickness": feasible.largest_lithium(ec_ratio, share),
        "packaging_share": feasible.largest_packaging_share(ec_ratio, lithium),
    }
    point = Choice(ec_ratio, lithium, share)
    for name, bound in bounds.items():
        if bound is None:
            assert not feasible.reaches(replace(point, **{name: 0.0}))
        elif bound < 1.0:
            assert feasible.reaches(replace(point, **{name: bound * (1.0 - 1e-9)}))
            assert not feasible.reaches(replace(point, **{name: bound * (1.0 + 1e-9) + 1e-15}))


def test_packaging_can_take_the_room_that_pores_leave():
    """By volume alone, with pores not yet full: the film of a cell that is 80 % film (4 kg per kg) fills 20 um of room."""
    parts = replace(GAO_PARTS, mass=0.001, packaging_density=1000.0)
    target = Target(71.0, 3.8, energy_Wh_L=1e-3 * 71.0 * 3.8 / (parts.thickness + 20e-6))
    most = feasible_set(target, parts, least_ec_ratio=0.0).largest_ec_ratio(0.0, 0.8)
    assert most * 71.0 * 3600.0 == pytest.approx(20e-6 * 1000.0 / 4.0 - 0.001)  # kg/m2 of electrolyte beside 1 g/m2 of the rest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"least_ec_ratio": -1.0}, "least_ec_ratio: must be at least 0"),
        ({"least_lithium": inf}, "least_lithium: must be at least 0 and below inf; received inf"),
        ({"least_packaging_share": 1.0}, "least_packaging_share: must be at least 0 and below 1; received 1"),
    ],
)
def test_impossible_least_values_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        feasible_set(GAO, GAO_PARTS, **arguments)


def test_a_target_asks_for_something():
    with pytest.raises(ValueError, match="state energy_Wh_kg, energy_Wh_L or both"):
        Target(71.0, 3.8)
    with pytest.raises(ValueError, match="mean_voltage must be positive and finite; received 0"):
        Target(71.0, 0.0, 400.0)

"""Closed-form limits against exact cases, small numerical twins and numbers worked out from the published systems."""

from __future__ import annotations

from dataclasses import replace
from math import inf, pi

import numpy as np
import pytest

from stratode.design.coating import Drying, crack_free_loading, critical_cracking_thickness, pore_radius, washburn_time
from stratode.design.limits import limits
from stratode.design.ohmic import distributed_electron_resistance, distributed_pore_resistance, ohmic_budget, pore_resistance
from stratode.design.path import Section, anode_path, cathode_path, current_path, mean_efficiency
from stratode.design.reaction import diffusion_time, reaction_penetration_depth, surface_lead, transfer_conductance
from stratode.design.salt import diffusion_limited_current, limiting_current, penetration_depth, sand_time, uniform_reaction_current
from stratode.recipe.parts import Interface, StatedConductivity, TransportEfficiency
from stratode.recipe.property import constant

F = 96485.0
OHM_CM2 = 1e-4  # ohm m2


def section(thickness, start, end, *, porosity=1.0, efficiency=1.0, sigma=None, contact=0.0):
    return Section("s", thickness, porosity, efficiency, start, end, sigma, contact)


# ------------------------------------------------------------------------------------------------------ salt: exact cases


def test_limiting_current_between_two_lithium_electrodes():
    """c falls linearly from 2 c0 to 0 over L: i = 2 F D c0 / ((1 - t+) L), a textbook case."""
    assert limiting_current([section(20e-6, 1.0, 1.0)], 3e-10, 1000.0, 0.4) == pytest.approx(2 * F * 3e-10 * 1000 / (0.6 * 20e-6), rel=1e-5)


def test_limiting_current_of_an_even_electrode_alone():
    """c is parabolic from 0 at the collector with mean c0, a third of its largest: i = 6 F D c0 / ((1 - t+) L)."""
    found = limiting_current([section(200e-6, 0.0, 1.0, porosity=0.3)], 3e-10, 1000.0, 0.4)
    assert found == pytest.approx(6 * F * 3e-10 * 1000 / (0.6 * 200e-6), rel=1e-5)


def test_limiting_current_over_layers_equals_a_numerical_integration():
    path = [
        section(120e-6, 0.0, 0.7, porosity=0.45, efficiency=0.2),
        section(60e-6, 0.7, 1.0, porosity=0.25, efficiency=0.08),
        section(20e-6, 1.0, 1.0, porosity=0.5, efficiency=0.35),
        section(90e-6, 1.0, 0.0, porosity=0.3, efficiency=0.15),
    ]
    D, c0, t_plus, n = 3e-10, 1000.0, 0.3, 4000
    h = np.concatenate([np.full(n, s.thickness / n) for s in path])
    eps = np.concatenate([np.full(n, s.porosity) for s in path])
    share = np.concatenate([s.start + (s.end - s.start) * (np.arange(n) + 0.5) / n for s in path])
    slope = share / np.concatenate([np.full(n, s.efficiency * D) for s in path])
    rise = np.cumsum(slope * h) - 0.5 * slope * h  # c - c(0) per (1 - t+) i / F, at centres
    expected = F * c0 * np.sum(eps * h) / ((1 - t_plus) * np.sum(eps * h * rise))
    assert limiting_current(path, D, c0, t_plus) == pytest.approx(expected, rel=2e-5)


def test_sand_time_is_when_a_diffusion_run_reaches_zero():
    """Implicit finite volumes in a deep porous medium, constant current from t = 0."""
    i, D, c0, t_plus, eps, efficiency = 100.0, 3e-10, 1000.0, 0.25, 0.4, 0.2
    tau = sand_time(i, D, c0, t_plus, porosity=eps, efficiency=efficiency)
    depth, n, steps = 8.0 * np.sqrt(efficiency * D * tau / eps), 400, 1000
    h, dt = depth / n, tau / steps
    number = efficiency * D * dt / (eps * h * h)
    matrix = np.diag(np.full(n, 1 + 2 * number)) - np.diag(np.full(n - 1, number), 1) - np.diag(np.full(n - 1, number), -1)
    matrix[0, 0] = matrix[-1, -1] = 1 + number
    inverse, c = np.linalg.inv(matrix), np.full(n, c0)
    source = np.zeros(n)
    source[0] = -i * (1 - t_plus) / F * dt / (eps * h)
    for _ in range(steps):
        c = inverse @ (c + source)
    surface = c[0] - 0.5 * h * i * (1 - t_plus) / (F * efficiency * D)
    assert surface / c0 == pytest.approx(0.0, abs=0.005)


def test_huang2021_needs_more_salt_than_its_current_leaves():
    """600 um, D = 1.4e-7 cm2/s (doi:10.1002/aenm.202002387), c0 1 to 3 M and t+ 0.2 to 0.5 assumed: 0.56 to 2.7 mA/cm2, against 16.8."""
    assert uniform_reaction_current(600e-6, 1.4e-11, 1000.0, 0.2) / 10.0 == pytest.approx(0.56, abs=0.005)
    assert uniform_reaction_current(600e-6, 1.4e-11, 3000.0, 0.5) / 10.0 == pytest.approx(2.7, abs=0.01)


def test_penetration_depth_is_the_thickness_at_the_diffusion_limited_current():
    i = diffusion_limited_current(150e-6, 3e-10, 1000.0, 0.25, 0.2)
    assert i == pytest.approx(0.2 * 3e-10 * 1000 * F / (0.75 * 150e-6), rel=1e-5)
    assert penetration_depth(i, 3e-10, 1000.0, 0.25, 0.2) == pytest.approx(150e-6)
    assert penetration_depth(2 * i, 3e-10, 1000.0, 0.25, 0.2) == pytest.approx(75e-6)


def test_a_single_ion_conductor_has_no_salt_limit(make_cell):
    assert sand_time(1.0, 1e-10, 1000.0, 1.0) == inf
    assert limiting_current([section(1e-4, 0.0, 1.0)], 1e-10, 1000.0, 1.0) == inf
    assert penetration_depth(1.0, 1e-10, 1000.0, 1.0, 1.0) == inf
    assert diffusion_limited_current(1e-4, 1e-10, 1000.0, 1.0, 1.0) == inf
    cell = make_cell()
    single = replace(cell, electrolyte=replace(cell.electrolyte, transference=constant(1.0, "1", "invented")))
    assert not any("Sand" in line.name or "limiting" in line.name or "penetration depth at" in line.name for line in limits(single))


# ------------------------------------------------------------------------------------------------------------------ ohmic


def test_huang2021_membrane_and_pores_cost_more_than_their_window():
    """150 um membrane at 4.2e-4 S/cm: 35.7 ohm cm2; 600 um of pores at eps 0.38, tau 1.2: 451 ohm cm2, a third is 150."""
    membrane = [section(150e-6, 1.0, 1.0)]
    pores = [section(600e-6, 0.0, 1.0, porosity=0.38, efficiency=0.38 / 1.2)]
    assert distributed_pore_resistance(membrane, 0.042) / OHM_CM2 == pytest.approx(35.7, abs=0.05)
    assert pore_resistance(pores, 0.042) / OHM_CM2 == pytest.approx(451.0, abs=0.5)
    assert distributed_pore_resistance(pores, 0.042) / OHM_CM2 == pytest.approx(150.0, abs=0.5)
    assert distributed_pore_resistance(pores, 0.042) * 168.0 == pytest.approx(2.5, abs=0.05)  # V at 1C


def test_blocking_ladder_has_the_distributed_resistance_at_low_frequency():
    """A ladder of resistors and capacitors over two unlike layers, solved at a low frequency."""
    n, kappa = 400, 1.0
    path = [section(100e-6, 0.0, 0.6, efficiency=0.3), section(80e-6, 0.6, 1.0, efficiency=0.1)]
    series = np.concatenate([np.full(n, s.thickness / n / (s.efficiency * kappa)) for s in path])  # collector to separator
    weight = np.concatenate([np.full(n, (s.end - s.start) / n) for s in path])
    omega = 1e-3 / (np.sum(series))  # far below the corner of a total capacitance of 1 F/m2
    admittance = 0.0 + 0.0j
    for r, c in zip(series, weight, strict=True):  # build from the collector outwards; capacitor in the middle of its cell
        inner = 1.0 / (1.0 / admittance + 0.5 * r) if admittance != 0 else 0.0
        admittance = 1.0 / (1.0 / (inner + 1j * omega * c) + 0.5 * r)
    assert (1.0 / admittance).real == pytest.approx(distributed_pore_resistance(path, kappa), rel=1e-4)


def test_electrons_mirror_ions():
    path = [section(100e-6, 0.0, 1.0, sigma=2.0)]
    assert distributed_electron_resistance(path) == pytest.approx(100e-6 / 2.0 / 3.0)
    lower = [section(50e-6, 0.0, 0.5, sigma=2.0)]  # next to the collector electrons carry 1 to 1/2: a mean square of 7/12
    assert distributed_electron_resistance(lower) == pytest.approx(50e-6 / 2.0 * 7.0 / 12.0)


def test_ohmic_budget_names_its_parts(make_cell, graphite_anode):
    cell = make_cell()
    first, second = cell.cathode.layers
    apart = replace(cell.cathode, layers=(first, replace(second, interface=Interface(0.0, 8e-4))))
    budget = {entry.name: entry for entry in ohmic_budget(replace(cell, cathode=apart, anode=replace(cell.anode, film_resistance=2e-3)))}
    assert budget["separator"].value == pytest.approx(20e-6 / 0.5**1.5)
    assert budget["cathode pores"].value == pytest.approx(200e-6 / 0.4**1.5 / 3.0)
    assert budget["cathode electrons"].value == pytest.approx(200e-6 / 10.0 / 3.0)
    assert budget["cathode contact with the collector"].value == pytest.approx(1e-4)
    assert budget["cathode contacts between layers"].value == pytest.approx(2e-4)  # half the current crosses as electrons: a quarter
    assert budget["lithium film"].drop(50.0) == pytest.approx(0.1)
    full = {entry.name for entry in ohmic_budget(make_cell(anode=graphite_anode))}
    assert {"anode pores", "anode electrons"} < full
    assert "lithium film" not in full


# -------------------------------------------------------------------------------------------------------------------- path


def test_path_runs_from_collector_to_anode_and_shares_follow_capacity(make_cell, graphite_anode):
    cell = make_cell(anode=graphite_anode)
    first, second = cell.cathode.layers
    uneven = replace(cell, cathode=replace(cell.cathode, layers=(replace(first, thickness=300e-6), second)))
    path = current_path(uneven)
    assert [s.name for s in path] == ["cathode: L", "cathode: S", "separator", "anode: graphite"]
    assert [(s.start, s.end) for s in path] == [(0.0, pytest.approx(0.75)), (pytest.approx(0.75), 1.0), (1.0, 1.0), (1.0, 0.0)]
    assert anode_path(make_cell()) == ()


def test_layers_in_series_have_the_harmonic_mean_efficiency():
    assert mean_efficiency([section(1e-4, 0, 0.5, efficiency=0.5), section(3e-4, 0.5, 1, efficiency=0.25)]) == pytest.approx(4 / 14)


def test_splitting_a_layer_changes_no_resistance_and_no_limiting_current(make_cell):
    cell = make_cell()
    halves = tuple(replace(layer, thickness=layer.thickness / 2) for layer in cell.cathode.layers for _ in range(2))
    split = replace(cell, cathode=replace(cell.cathode, layers=halves))
    for f in (lambda c: limiting_current(current_path(c), 3e-10, 1e3, 0.3), lambda c: distributed_pore_resistance(cathode_path(c), 1.0)):
        assert f(split) == pytest.approx(f(cell), rel=1e-12)


# ------------------------------------------------------------------------------------------------------ reaction, particle


def test_current_in_a_deep_ladder_falls_by_e_over_the_penetration_depth():
    g, kappa, sigma = 5e6, 0.1, 0.3
    depth = reaction_penetration_depth(g, kappa, sigma)
    n, length = 2000, 20.0 * depth
    h = length / n
    # eta'' = g (1/kappa + 1/sigma) eta with a driven face: the overpotential of a discrete ladder
    matrix = np.diag(np.full(n, -2.0)) + np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1)
    matrix -= np.diag(np.full(n, h * h * g * (1 / kappa + 1 / sigma)))
    matrix[-1, -1] += 1.0
    rhs = np.zeros(n)
    rhs[0] = -1.0
    eta = np.linalg.solve(matrix, rhs)
    steps = round(depth / h)
    assert eta[200 + steps] / eta[200] == pytest.approx(np.exp(-1.0), rel=1e-3)


def test_transfer_conductance_by_hand(make_cell):
    (one,) = make_cell().cathode.layers[0].populations  # 54 vol% of 5 um radius, i0 = 2 A/m2: a = 3.24e5 1/m, RT/F = 25.69 mV
    layer = make_cell().cathode.layers[0]
    assert transfer_conductance(layer, 1000.0, 298.15) == pytest.approx(3.24e5 * 2.0 / 0.025693, rel=1e-4)
    assert transfer_conductance(layer, 250.0, 298.15) == pytest.approx(3.24e5 * 1.0 / 0.025693, rel=1e-4)
    filmed = replace(layer, populations=(replace(one, film_resistance=0.025693 / 2.0, covered_fraction=0.5, exchange_factor=1.0),))
    assert transfer_conductance(filmed, 1000.0, 298.15) == pytest.approx(3.24e5 * 2.0 / 0.025693 / 4.0, rel=1e-4)
    slow = replace(layer, populations=(replace(one, exchange_factor=0.1),))
    assert transfer_conductance(slow, 1000.0, 298.15) == pytest.approx(3.24e4 * 2.0 / 0.025693, rel=1e-4)


def test_published_gitt_diffusivities_leave_no_solid_limit():
    """gao2025: 1.43e-8 cm2/s with 8 to 12 um particles; han2025: 1.7e-7 cm2/s with 5 um radius: seconds, not hours."""
    assert diffusion_time(4e-6, 1.43e-12) == pytest.approx(11.0, abs=0.3)
    assert diffusion_time(6e-6, 1.43e-12) == pytest.approx(25.0, abs=0.3)
    assert diffusion_time(5e-6, 1.7e-11) == pytest.approx(1.5, abs=0.05)


def test_surface_leads_the_mean_as_in_a_diffusion_run():
    """Implicit shells of equal thickness at constant flux; the sphere fills from 0 to 1 in the discharge time."""
    radius, D, time, n, steps = 5e-6, 1e-14, 3600.0, 200, 1000
    h, dt = radius / n, time / steps
    faces = np.arange(n + 1) * h
    volume = (faces[1:] ** 3 - faces[:-1] ** 3) / 3.0
    link = D * faces[1:-1] ** 2 / h
    rate = np.zeros((n, n))
    for k, value in enumerate(link):
        rate[k, k] -= value
        rate[k, k + 1] += value
        rate[k + 1, k + 1] -= value
        rate[k + 1, k] += value
    inverse = np.linalg.inv(np.diag(volume) - dt * rate)
    flux = radius / (3.0 * time)
    source = np.zeros(n)
    source[-1] = dt * flux * radius**2
    c = np.zeros(n)
    for _ in range(steps):
        c = inverse @ (volume * c + source)
    lead = c[-1] + 0.5 * h * flux / D - np.sum(volume * c) / np.sum(volume)
    assert surface_lead(radius, D, time) == pytest.approx(lead, rel=0.01)


# ----------------------------------------------------------------------------------------------------------------- coating


def test_critical_thickness_of_small_hard_spheres():
    """150 GPa shear modulus, 0.15 um radius, water at 72 mN/m: 0.41 (150e9 x 6 x 0.64 x (0.15e-6)^3 / 0.144)^1/2 = 47.6 um."""
    drying = Drying(shear_modulus=150e9, surface_tension=0.072)
    assert critical_cracking_thickness(0.15e-6, drying) == pytest.approx(47.6e-6, rel=2e-3)


def test_critical_thickness_grows_with_the_radius_to_the_three_halves():
    assert critical_cracking_thickness(4e-6) / critical_cracking_thickness(1e-6) == pytest.approx(8.0)


def test_crack_free_loading_passes_the_two_limits_of_han2025():
    assert crack_free_loading(0.01) * 100.0 == pytest.approx(23.1)
    assert crack_free_loading(0.02) * 100.0 == pytest.approx(40.9)
    assert np.log2(crack_free_loading(0.08) / crack_free_loading(0.04)) == pytest.approx(0.82, abs=0.005)


def test_washburn_time_of_chen2024_is_milliseconds():
    """146 um of 4.5 um particles at 45 % pores, 3.1 cP (doi:10.1002/adfm.202410926): about 3 to 10 ms; wetting took 10 to 20 h."""
    assert 3e-3 < washburn_time(146e-6, pore_radius(0.45, 4.5e-6)) < 10e-3


def test_pore_radius_of_a_tube_bundle_of_equal_surface():
    """A bundle of tubes of radius r has twice the pore volume over the surface equal to r."""
    surface = pi * (10e-6) ** 2 * (1 - 0.4) / (pi / 6 * (10e-6) ** 3)  # sphere surface per volume of bed
    assert pore_radius(0.4, 10e-6) == pytest.approx(2 * 0.4 / surface)


# ------------------------------------------------------------------------------------------------------------------- table


def test_table_of_limits_is_complete_finite_and_sourced(make_cell, graphite_anode):
    for cell in (make_cell(), make_cell(anode=graphite_anode)):
        table = limits(cell)
        assert all(
            np.isfinite(line.value) and line.value > 0.0
            for line in table
            if "contacts between" not in line.name and "film" not in line.name
        )
        assert all(line.unit and line.formula and line.source and line.meaning for line in table)
        assert len({line.name for line in table}) == len(table)
    of_anode = {
        line.name: line.value
        for line in table
        if line.name.startswith(("solid diffusion time: anode", "reaction penetration depth: anode"))
    }
    assert of_anode["solid diffusion time: anode: graphite: graphite 16 um"] == pytest.approx(6400.0)  # (8 um)^2 / 1e-14 m2/s
    assert len(of_anode) == 2


def test_table_of_limits_of_a_cell_by_hand(make_cell):
    cell = make_cell()
    layers = tuple(replace(x, transport=TransportEfficiency(0.2), electrons=StatedConductivity(0.4)) for x in cell.cathode.layers)
    table = {line.name: line for line in limits(replace(cell, cathode=replace(cell.cathode, layers=layers)))}
    assert table["diffusion-limited C-rate"].value == pytest.approx(0.2 * 3e-10 * 1000 * F / (0.75 * 200e-6) / 50.0, rel=1e-5)
    assert table["penetration depth at 1C"].value == pytest.approx(0.2 * 3e-10 * 1000 * F / (0.75 * 50.0), rel=1e-5)
    assert table["transmission-line R_ion/3"].value == pytest.approx(1e-3 / 3)
    assert table["electron over ion resistance"].value == pytest.approx(0.5)
    assert table["ohmic drop at 1C"].value == pytest.approx(50.0 * (20e-6 / 0.5**1.5 + 1e-3 / 3 + 5e-4 / 3 + 1e-4))
    assert not any("anode:" in name for name in table)  # lithium has no layers
    assert table["ohmic drop at 0.1C"].value == pytest.approx(0.1 * table["ohmic drop at 1C"].value)
    assert table["solid diffusion time: L: oxide 10 um"].value == pytest.approx(2500.0)
    assert table["surface ahead of mean at 1C: L: oxide 10 um"].value == pytest.approx(2500.0 / 15.0 / 3600.0)
    binder = 0.03 * 1800.0 / (0.54 * 4800.0 + 0.03 * 1800.0 + 0.03 * 2000.0)
    assert table["crack-free loading by binder content"].value == pytest.approx(0.231 * (100 * binder) ** 0.8242, rel=1e-4)

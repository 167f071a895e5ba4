"""Sensitivities against closed forms, laws of similarity that hold exactly, and differences of tight reruns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.cell import simple
from tests.design.responding import branched, example, half, rich

from stratode.cell.adapt import solve
from stratode.cell.protocol import Precision, Run, run_protocol
from stratode.cell.tangent import stretched
from stratode.design.inputs import Input, inputs
from stratode.design.sensitivity import FOLLOWED, Method, Sensitivities, Sensitivity, sensitivities
from stratode.recipe.constants import FARADAY, LITHIUM_MOLAR_MASS
from stratode.recipe.parts import Cell, Current, StatedConductivity, Thermal

Array = NDArray[np.float64]
TIGHT = Precision(tolerance=1e-7, closeness=1e-11)
BEFORE_THE_END = 0.98  # of the capacity


def found(cell: Cell, c_rate: float, *names: str) -> Sensitivities:
    return sensitivities(cell, c_rate, [one for one in inputs(cell) if not names or one.name in names])


def by_name(result: Sensitivities) -> dict[str, Sensitivity]:
    return {one.input.name: one for one in result.each}


# ---------------------------------------------------------------------------------------------------------- closed forms


@pytest.fixture(scope="module")
def ohmic() -> tuple[Cell, dict[str, Sensitivity], Sensitivities]:
    """U = 4.3 V - x from 4.2 V to 3.4 V behind a contact of 10 ohm m2 and nothing else: 0.1 V at 0.01 A/m2."""
    cell = simple.cell(simple.layer(simple.population(simple.host())), electrolyte=simple.still(), contact=0.01)
    result = found(cell, 1.0)
    return cell, by_name(result), result


def test_a_contact_alone_has_a_closed_form(ohmic: tuple[Cell, dict[str, Sensitivity], Sensitivities]):
    """Q = Qs (0.8 - IR) and V = 4.2 - q/qs - IR, with IR = 0.1 V."""
    cell, each, result = ohmic
    sites = simple.hosts_charge(cell) / 3600.0
    assert result.capacity == pytest.approx(0.7 * sites, rel=1e-4)
    for name in ("contact resistance of the cathode's collector", "current at 1C"):
        one = each[name]
        assert one.capacity == pytest.approx(-0.1 * sites, rel=1e-4)
        assert one.mean_voltage == pytest.approx(-0.05, rel=1e-4)
        assert one.initial_voltage == pytest.approx(-0.1, rel=1e-4)
        assert one.voltage == pytest.approx(np.full(result.depth.size, -0.1), abs=1e-4)
        assert one.method is Method.STEPS_FOLLOWED


def test_more_of_a_layer_gives_more_per_area_and_as_much_per_mass(ohmic: tuple[Cell, dict[str, Sensitivity], Sensitivities]):
    _, each, result = ohmic
    loading = each["loading: L"]
    assert loading.capacity == pytest.approx(result.capacity, rel=1e-4)
    assert loading.energy == pytest.approx(result.energy, rel=1e-4)
    assert abs(loading.specific_capacity) < 1e-4 * result.specific_capacity
    assert np.max(np.abs(loading.voltage)) < 1e-4


def test_the_strongest_comes_first(ohmic: tuple[Cell, dict[str, Sensitivity], Sensitivities]):
    _, _, result = ohmic
    size = [abs(one.specific_capacity * one.input.kick) for one in result.each]
    assert size == sorted(size, reverse=True)


# ---------------------------------------------------------------------------------------------------- laws of similarity


def assert_no_change(result: Sensitivities, powers: dict[str, float], least: float) -> None:
    """The changes of inputs by these powers of one factor leave voltage and capacity per mass as they are.

    `least` is what may be left of the largest change among them: round-off, or errors of steps in time.
    """
    each = by_name(result)
    used = {name: sum(p for start, p in powers.items() if name.startswith(start)) for name in each}
    assert sum(1 for p in used.values() if p) >= 5
    inside = result.depth < BEFORE_THE_END * result.specific_capacity
    for field in ("specific_capacity", "mean_voltage", "initial_voltage"):
        terms = [p * getattr(each[name], field) for name, p in used.items()]
        assert abs(sum(terms)) < least * max(map(abs, terms)), (field, sum(terms), max(map(abs, terms)))
    curves = [p * each[name].voltage[inside] for name, p in used.items()]
    assert np.max(np.abs(sum(curves))) < least * max(np.max(np.abs(c)) for c in curves)


@pytest.fixture(scope="module")
def everything() -> Sensitivities:
    return found(rich(), 1.0)


def test_a_cell_thicker_in_all_its_parts_answers_alike(everything: Sensitivities):
    """All thicknesses and the current times a factor; what carries along x times its square; surfaces of the foils by their current."""
    powers = {"loading": 1.0, "thickness: separator": 1.0, "mixed width": 1.0, "current": 1.0}
    powers |= {"diffusivity of the electrolyte": 2.0, "conductivity of": 2.0, "electron conductivity": 2.0}
    powers |= {"contact resistance": -1.0, "film resistance of lithium": -1.0, "exchange current of lithium": 1.0}
    assert_no_change(everything, powers, 1e-4)


def test_all_that_takes_time_faster_is_a_faster_test(everything: Sensitivities):
    powers = {"current": 1.0, "diffusivity": 1.0, "conductivity": 1.0, "electron conductivity": 1.0, "exchange current": 1.0}
    powers |= {"contact resistance": -1.0, "film resistance": -1.0}
    assert_no_change(everything, powers, 1e-4)


def test_larger_particles_that_diffuse_and_react_faster_answer_alike(everything: Sensitivities):
    powers = {"particle size": 1.0, "diffusivity of NMC811": 2.0, "exchange current of NMC811": 1.0, "film resistance on": -1.0}
    assert_no_change(everything, powers, 1e-4)


def test_what_plays_no_part_changes_nothing(everything: Sensitivities):
    """Capacitances in a rate test, a foil that does not run out, a first cycle loss that is not counted against lithium."""
    result = everything
    idle = [one for one in result.each if one.input.name.startswith(("double layer", "film capacitance", "thickness of lithium", "first"))]
    assert len(idle) >= 6
    for one in idle:
        assert abs(one.specific_capacity) < 1e-7 * result.specific_capacity, one.input.name
        assert abs(one.mean_voltage) < 1e-6
        assert abs(one.initial_voltage) < 1e-6


def test_solids_that_all_ask_for_more_get_no_more(everything: Sensitivities):
    """A share that grows takes from the others: sum of (1 - w) d/d ln w over the solids of a layer is nothing."""
    each = by_name(everything)
    for layer in ("bottom", "top"):
        shares = [one for name, one in each.items() if name.startswith("share of") and name.endswith(f": {layer}")]
        assert len(shares) == 3
        terms = [(1.0 - one.input.value) * one.specific_capacity for one in shares]
        assert abs(sum(terms)) < 1e-4 * max(map(abs, terms))


def test_transport_in_all_pores_is_transport_of_the_electrolyte():
    """Efficiencies of layer and separator multiply D and kappa alike; a Bruggeman exponent acts by its logarithm, b ln eps."""
    result = by_name(found(half(), 1.0))
    for field in ("specific_capacity", "mean_voltage", "energy"):
        of_layer = getattr(result["Bruggeman exponent: L"], field) / (1.5 * np.log(0.35))
        of_gap = getattr(result["transport efficiency: separator"], field)
        whole = sum(getattr(result[f"{name} of the electrolyte"], field) for name in ("diffusivity", "conductivity"))
        assert of_layer + of_gap == pytest.approx(whole, rel=1e-5), field


# ------------------------------------------------------------------------------------------------------------ differences


def numbers(run: Run) -> Array:
    """Capacity C/m2, energy J/m2, first voltage V."""
    energy = 0.0
    for leg in run.discharge:
        power = leg.record.voltage * leg.record.current
        energy += float(np.trapezoid(power, leg.record.time))
    return np.array([run.capacity, energy, run.discharge[0].record.voltage[0]])


def differences(cell: Cell, c_rate: float, one: Input) -> Array:
    """d/d ln p of the numbers by two reruns on the same mesh, a tenth of a percent apart; less where a share leaves less room."""
    base = solve(cell, cell.protocol, c_rate, FOLLOWED, fields=False, estimate=False).fine
    room = 1.0 / one.value - 1.0 if one.unit == "1" and one.value < 1.0 else 1.0
    step = min(2e-3, 1e-2 * room) if one.unit != "K" else 2e-4
    ends = []
    for factor in (1.0 + step, 1.0 - step):
        changed = one.changed(factor)
        ends.append(numbers(run_protocol(stretched(base, changed), changed.protocol, c_rate, TIGHT, False)))
    slope: Array = (ends[0] - ends[1]) / (2.0 * step)
    return slope


CASES = {
    "half cell": (half, 1.0),
    "full cell, charged by current and voltage, rested": (lambda: example("full_cell"), 1.0),
    "two layers, D(x) in shells": (lambda: example("chen2024_l_dry_s"), 0.5),
    "second conductor, branches": (branched, 0.5),
}


@pytest.mark.parametrize("case", CASES)
def test_every_input_meets_differences_of_tight_reruns(case: str):
    """Within 5e-4 of the change, where that is more than 3e-5 of the number itself.

    The run that is followed has a tolerance of 1e-5 a step, which leaves some 1e-4 of a derivative; reruns at 1e-7 have other steps,
    and what that leaves of a number, some 1e-7, is divided by twice the change, 1e-3 to 2e-3. With temperature the plateaus of a
    host whose entropy is of another sample are kept level, which a change of a kelvin sees and a small one does not: 3e-3 there.
    """
    make, c_rate = CASES[case]
    cell = make()
    result = sensitivities(cell, c_rate)
    whole = np.array([result.capacity * 3600.0, result.energy * 3600.0, result.mean_voltage])
    for one in result.each:
        ours = np.array([one.capacity * 3600.0, one.energy * 3600.0, one.initial_voltage])
        theirs = differences(cell, c_rate, one.input)
        share = 3e-3 if one.input.name == "temperature" else 5e-4
        assert np.all(np.abs(ours - theirs) < share * np.abs(theirs) + 3e-5 * whole), (one.input.name, ours, theirs)
        assert one.method is Method.STEPS_FOLLOWED


def test_the_curve_meets_differences_at_equal_charge():
    """dV/d ln p over charge against two tight reruns read off at the same mAh/g, within 0.2 mV of some hundred."""
    cell = half()
    base = solve(cell, cell.protocol, 1.0, FOLLOWED, fields=False, estimate=False).fine
    for one in (one for one in inputs(cell) if one.name in ("porosity: L", "diffusivity of NMC811", "share of NMC811: L")):
        result = sensitivities(cell, 1.0, [one])
        inside = (result.depth > 0.01 * result.specific_capacity) & (result.depth < 0.95 * result.specific_capacity)
        curves = []
        for factor in (1.0 + 1e-3, 1.0 - 1e-3):
            changed = one.changed(factor)
            run = run_protocol(stretched(base, changed), changed.protocol, 1.0, TIGHT, False)
            mass = sum(layer.active_loading for layer in changed.cathode.layers)
            record = run.discharge[0].record
            curves.append(np.interp(result.depth[inside], record.current * record.time / 3600.0 / mass, record.voltage))
        ours, theirs = result.each[0].voltage[inside], (curves[0] - curves[1]) / 2e-3
        assert np.max(np.abs(theirs)) > 0.02
        assert np.sqrt(np.mean((ours - theirs) ** 2)) < 1e-3 * max(1.0, float(np.max(np.abs(theirs)))), one.name


# ----------------------------------------------------------------------------------------------- where steps are not followed


def test_a_heat_balance_is_rerun_and_says_so():
    """Held at its surroundings' temperature by a good transfer, a warm cell answers as an isothermal one does."""
    cell = half()
    names = ("porosity: L", "particle size of NMC811: L", "current at 1C")
    warm = found(replace(cell, thermal=Thermal(2000.0, 1e5, cell.temperature)), 1.0, *names)
    cool = by_name(found(cell, 1.0, *names))
    assert warm.rerun_because == "the cell has a heat balance"
    for one in warm.each:
        assert one.method is Method.RERUNS
        assert one.specific_capacity == pytest.approx(cool[one.input.name].specific_capacity, rel=2e-3)
        assert one.mean_voltage == pytest.approx(cool[one.input.name].mean_voltage, rel=5e-3)


def test_lithium_that_runs_out_counts_by_its_thickness():
    """A discharge beyond what the foil got ends with the foil: its charge is capacity's derivative by its thickness."""
    cell = replace(half(), anode=simple.lithium(8.0, thickness=1e-7))
    cell = replace(cell, protocol=replace(cell.protocol, discharge=(Current(None, False, 2.5),), lower_voltage=3.6))
    result = found(cell, 0.05, "thickness of lithium", "current at 1C")
    assert "foil ran out" in result.rerun_because
    each = by_name(result)
    assert each["thickness of lithium"].capacity == pytest.approx(1e-7 * 534.0 / LITHIUM_MOLAR_MASS * FARADAY / 3600.0, rel=1e-3)
    assert abs(each["current at 1C"].capacity) < 1e-6 * result.capacity


def test_wrong_rates_are_refused():
    cell = half()
    with pytest.raises(ValueError, match="rate: must be a positive number of C; received -1"):
        sensitivities(cell, -1.0)
    far = replace(cell.cathode.layers[0], electrons=StatedConductivity(1e-6))
    with pytest.raises(ValueError, match="must deliver something at 20C to have sensitivities; received nothing"):
        sensitivities(replace(cell, cathode=replace(cell.cathode, layers=(far,))), 20.0)

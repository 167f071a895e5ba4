"""Heat: temperature and energies against a twin whose heat is what the whole cell's energies leave over.

Where nothing follows the temperature by more than its cube the kernels' interpolation is exact; Arrhenius laws show its error.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.kernels.invented import (
    BOTTOM,
    GARNET,
    LITHIUM,
    SOLUTION,
    WET_GARNET,
    make_branched_cell,
    make_cell,
    make_charged_cell,
    make_charged_full_cell,
    make_charged_simple_cell,
    make_electrode,
    make_full_cell,
    make_warm_cell,
)
from tests.kernels.marches import assert_recorded, replay, run
from tests.kernels.steps import Pair, assert_same, assert_same_step, assert_square, control, fast_step, fresh, pair, seen_fast, seen_slow
from tests.naive import cell as naive

from stratode.cell.warmth import SPACING
from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE, Record
from stratode.kernels.heat import set_temperature
from stratode.kernels.stops import DURATION, HIGH, TOO_HOT
from stratode.recipe.parts import Cell, Electrode, LithiumMetal
from stratode.recipe.property import Property

CELLS: list[tuple[Cell, tuple[int, ...], bool]] = [
    (make_cell(), (1, 1, 1), False),
    (make_full_cell(), (1, 1, 1), False),
    (make_charged_cell(), (1, 1, 1), True),
    (make_charged_full_cell(), (1, 1, 1), True),
    (make_branched_cell(), (1, 2), False),
]


def _cool(prop: Property) -> Property:
    return replace(prop, activation_energy=0.0)


def _cool_electrode(electrode: Electrode) -> Electrode:
    layers = []
    for layer in electrode.layers:
        materials = [p.material for p in layer.populations]
        cool = [replace(m, diffusivity=_cool(m.diffusivity), exchange_current=_cool(m.exchange_current)) for m in materials]
        populations = tuple(replace(p, material=m) for p, m in zip(layer.populations, cool, strict=True))
        layers.append(
            replace(layer, populations=populations, paths=tuple(replace(p, conductivity=_cool(p.conductivity)) for p in layer.paths))
        )
    return replace(electrode, layers=tuple(layers))


def without_arrhenius(cell: Cell) -> Cell:
    """The cell with activation energies of zero: of temperature are left 2RT/F and the entropy, both straight."""
    anode = cell.anode
    cool = replace(anode, exchange_current=_cool(anode.exchange_current)) if isinstance(anode, LithiumMetal) else _cool_electrode(anode)
    paths = tuple(replace(p, conductivity=_cool(p.conductivity)) for p in cell.separator.paths)
    solution = replace(SOLUTION, diffusivity=_cool(SOLUTION.diffusivity), conductivity=_cool(SOLUTION.conductivity))
    separator = replace(cell.separator, paths=paths)
    return replace(cell, anode=cool, cathode=_cool_electrode(cell.cathode), separator=separator, electrolyte=solution)


@pytest.mark.parametrize(("cell", "counts", "layered"), CELLS)
@pytest.mark.parametrize(("dt", "current"), [(0.5, 60.0), (120.0, -20.0), (600.0, 10.0)])
def test_a_step_with_its_heat(cell: Cell, counts: tuple[int, ...], layered: bool, dt: float, current: float) -> None:
    """All energies too: delivered, of the hosts, lost, in double layers."""
    assert_same_step(pair(make_warm_cell(without_arrhenius(cell)), *counts, layered=layered), dt, BY_CURRENT, current)


@pytest.mark.parametrize(("mode", "value"), [(BY_VOLTAGE, -0.05), (BY_POWER, 60.0)])
def test_a_warm_step_at_a_held_voltage_and_power(mode: int, value: float) -> None:
    both = pair(make_warm_cell(without_arrhenius(make_charged_cell())), 1, 1, 1, layered=True)
    assert_same_step(both, 60.0, mode, value + (both.at_rest if mode == BY_VOLTAGE else 0.0))


def test_a_second_warm_step_carries_energies_on() -> None:
    both = pair(make_warm_cell(without_arrhenius(make_charged_cell())), 1, 1, 1, layered=True)
    work, u = fresh(both), both.slow_rest
    for dt, current in ((60.0, 30.0), (0.2, -20.0)):
        before = work.unknowns.copy()
        assert fast_step(work, both, 1.0 / dt, -before / dt, BY_CURRENT, current)
        u = naive.solve(both.slow, u, 1.0 / dt, -u / dt, current=current)
    fast = seen_fast(work, both)
    assert_same(fast, seen_slow(u, both))
    temperature, delivered, chemical, lost, stored = fast.warmth
    assert both.slow.thermal is not None
    kept = both.slow.thermal.heat_capacity * (temperature - both.slow.cell.temperature)
    assert chemical == pytest.approx(delivered + lost + kept + stored, abs=1e-9 * abs(chemical))


@pytest.mark.parametrize("temperature", [303.9, 309.0, 341.3])
def test_interpolated_properties_are_within_the_bound_of_a_cubic(temperature: float) -> None:
    """Its error is at most 3/128 of the fourth derivative times the fourth power of the spacing, which for exp(-E/RT) is (E/RT2)**4."""
    both = pair(make_warm_cell(replace(make_cell(), separator=WET_GARNET)), 1, 1, 1)
    m, work = both.discrete.model, fresh(both)
    assert both.discrete.heat is not None
    set_temperature(m, both.discrete.heat, work, temperature)
    material = BOTTOM.populations[0].material
    one = next(i for i, site in enumerate(both.slow.sites) if site.population.material == material)
    law = {"exchange": material.exchange_current, "foil": LITHIUM.exchange_current, "garnet": GARNET.conductivity}
    got = {
        "exchange": m.exchange[one] / both.slow.sites[one].population.exchange_factor,
        "foil": m.foil_exchange[0],
        "garnet": m.path[0] / GARNET.volume_fraction**1.4,
    }
    for name, prop in law.items():
        steep = SPACING * prop.activation_energy / (8.314 * temperature**2)
        assert got[name] == pytest.approx(float(prop(0.5, temperature)), rel=1.5 * 3.0 / 128.0 * steep**4, abs=0.0), name


@pytest.mark.parametrize(("cell", "counts", "layered"), CELLS[2:4])
def test_arrhenius_laws_add_no_more_than_their_interpolation(cell: Cell, counts: tuple[int, ...], layered: bool) -> None:
    """Some 5e-6 of overpotentials below 0.3 V."""
    assert_same_step(pair(make_warm_cell(cell), *counts, layered=layered), 200.0, BY_CURRENT, 25.0, tolerance=2e-6)


def test_heat_leaves_newton_its_square() -> None:
    """At the temperature that the properties are at."""
    both = pair(make_warm_cell(make_charged_cell()), 1, 1, 1, layered=True)
    assert both.discrete.heat is not None
    set_temperature(both.discrete.model, both.discrete.heat, fresh(both), 320.0)
    isothermal = replace(both, discrete=replace(both.discrete, heat=None))
    assert_square(isothermal, 10.0, BY_CURRENT, 30.0)


def _assert_replayed(both: Pair, record: Record) -> None:
    """A step is solved again until its temperature moves by less than 0.01 mK."""
    assert abs(record.temperature[-1] - record.temperature[0]) > 0.3
    for k, u in enumerate(replay(both, record, lambda k: {"current": float(record.current[k])})):
        at_once = k == 0 or record.time[k] == record.time[k - 1]
        assert_recorded(both, record, k, u, 1e-5 if at_once else 5e-6)


@pytest.mark.parametrize("transfer", [0.0, 4.0])
def test_a_march_moves_its_temperature_with_every_step(transfer: float) -> None:
    both = pair(make_warm_cell(without_arrhenius(make_cell(make_electrode(BOTTOM))), transfer), 1, 2, inside=2)
    why, record = run(both, control(30.0, 200.0, tolerance=0.05))
    assert why == DURATION
    _assert_replayed(both, record)


def test_a_warm_march_over_a_jump_to_a_voltage() -> None:
    """Double layers, Arrhenius laws, and a stop that is located with the heat of the shortened step."""
    both = pair(make_warm_cell(make_charged_simple_cell()), 1, 1, inside=2, layered=True)
    levels, high = np.array([60.0, -30.0]), both.at_rest + 0.1
    until = np.array([60.0, 1e4])
    how = control(0.0, 1.0, until=until, start=levels, finish=levels, high=high, tolerance=0.2, first_step=1e-3)
    why, record = run(both, how)
    assert why == HIGH
    assert record.voltage[-1] == pytest.approx(high, abs=2e-9)
    _assert_replayed(both, record)


def test_a_march_beyond_the_temperatures_of_its_tables_is_ended() -> None:
    both = pair(make_warm_cell(make_cell(make_electrode(BOTTOM)), 0.0), 1, 1, inside=2)
    assert both.discrete.heat is not None
    light = replace(both, discrete=replace(both.discrete, heat=both.discrete.heat._replace(capacity=3.0)))
    why, record = run(light, control(40.0, 1e4, tolerance=0.05))
    assert why == TOO_HOT
    assert record.temperature[-1] > 308.15 + 79.0 >= record.temperature[-2]

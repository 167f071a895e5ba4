"""What every impedance must obey: causality, passivity, and the rest potential's slope where it is slow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import drawn, linear, simple
from tests.cell.linear import decades, path

from stratode.cell.equilibrium import at_soc, usual, window
from stratode.cell.impedance import spectrum
from stratode.recipe.parts import Cell, Electrode

SEEDS = range(0, 240, 3)


def equipped(seed: int) -> Cell:
    """A drawn cell with capacitances on all that has a surface, and every other one with a conductor beside its salt."""
    cell = linear.with_capacitances(drawn.cell(seed), 10.0 ** (-2.0 + seed % 4))
    if seed % 2:
        return cell
    layers = tuple(replace(layer, paths=(path(10.0 ** (seed % 5 - 4)),)) for layer in cell.cathode.layers)
    return replace(cell, cathode=replace(cell.cathode, layers=layers))


def real_from_imaginary(cell: Cell, soc: float, frequency: float) -> float:
    """Z'(w) = Z'(inf) + 2/pi integral of (x Z''(x) - w Z''(w)) / (w2 - x2) dx, by the trapezoidal rule in ln x (Kramers & Kronig).

    The pole of the store at zero frequency, Z'' = -k/x, drops out of the difference. Nodes lie half a step off w, where the
    integrand is smooth; in ln x it is analytic in a strip of half-width pi/2, so that the rule converges like exp(-pi2 / step).
    """
    step = 0.2
    u = np.log(2.0 * np.pi * frequency) + step * (np.arange(-120, 420) + 0.5)
    omega, x = 2.0 * np.pi * frequency, np.exp(u)
    z = spectrum(cell, x / (2.0 * np.pi), soc).impedance
    here = spectrum(cell, np.array([frequency]), soc).impedance[0].imag
    return float(z[-1].real + 2.0 / np.pi * step * np.sum((x * z.imag - omega * here) / (omega**2 - x**2) * x))


@pytest.mark.parametrize("seed", [0, 3, 5, 6])
@pytest.mark.parametrize("frequency", [1e-2, 3.0, 1e4])
def test_kramers_and_kronig_hold(seed: int, frequency: float):
    cell = equipped(seed)
    found = spectrum(cell, np.array([frequency]), 0.6).impedance[0]
    assert real_from_imaginary(cell, 0.6, frequency) == pytest.approx(found.real, rel=1e-6)


def test_no_drawn_cell_gives_power():
    f = decades(1e-4, 1e7, 3)
    for seed in SEEDS[::2]:
        for soc in (0.02, 0.5, 0.98):
            z = spectrum(equipped(seed), f, soc).impedance
            assert z.real.min() > 0.0, (seed, soc)
            assert np.all(np.isfinite(z)), (seed, soc)


def test_slow_currents_follow_the_rest_potential():
    """-w Z'' goes to the slope of the rest voltage over charge; the double layers are too small to store any of it."""
    checked = 0
    for seed in SEEDS:
        cell = linear.with_capacitances(drawn.cell(seed), 1e-4)
        capacity = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage).capacity
        step = 1e-3
        rise = at_soc(cell, 0.55 + step).voltage - at_soc(cell, 0.55 - step).voltage
        curved = abs(at_soc(cell, 0.55 + step).voltage + at_soc(cell, 0.55 - step).voltage - 2.0 * at_soc(cell, 0.55).voltage)
        single = all(len({p.material for layer in e.layers for p in layer.populations}) == 1 for e in _porous(cell))
        if curved < 1e-3 * rise and single:
            f = 1e-8
            z = spectrum(cell, np.array([f]), 0.55).impedance[0]
            assert -2.0 * np.pi * f * z.imag == pytest.approx(rise / (2.0 * step * capacity), rel=1e-3), seed
            checked += 1
    assert checked > 10


def _porous(cell: Cell) -> list[Electrode]:
    return [e for e in (cell.cathode, cell.anode) if isinstance(e, Electrode)]


# ------------------------------------------------------------------------------------------------------- states of charge


def test_state_of_charge_is_the_share_of_the_windows_charge():
    half = simple.cell(simple.layer(simple.population(simple.host())))  # 3.4 V at x = 0.9, 4.2 V at 0.1
    state = at_soc(half, 0.25)
    assert [*state.cathode.values()] == pytest.approx([0.7], abs=1e-3)
    assert state.voltage == pytest.approx(3.6, abs=1e-3)
    assert state.anode == {}


@pytest.mark.parametrize("seed", [3, 4, 5, 27])
def test_lithium_moves_from_one_electrode_to_the_other(seed: int):
    cell = drawn.cell(seed)
    assert isinstance(cell.anode, Electrode)
    ends, low, high = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage), at_soc(cell, 0.0), at_soc(cell, 1.0)
    assert high.voltage == pytest.approx(cell.protocol.upper_voltage, abs=1e-3)
    assert low.voltage == pytest.approx(cell.protocol.lower_voltage, abs=1e-3)
    for material, x in at_soc(cell, 1.0).cathode.items():
        assert x == pytest.approx(ends.cathode_full[material], abs=1e-3)
    for material, x in at_soc(cell, 0.0).anode.items():
        assert x == pytest.approx(ends.anode_empty[material], abs=1e-3)


def test_hosts_side_by_side_share_one_potential():
    steep = simple.host()
    flat = replace(steep, name="other", max_concentration=20000.0, stoichiometry_full=0.3, stoichiometry_empty=0.7)
    layer = simple.layer(simple.population(steep, 0.25), simple.population(flat, 0.25))
    found = usual([layer], simple.TEMPERATURE, 0.0)
    assert found[steep] == pytest.approx(found[flat], abs=1e-3)  # one curve, so one stoichiometry
    assert found[steep] == pytest.approx((5.0 * 0.9 + 2.0 * 0.7) / 7.0, abs=1e-3)  # and the lithium of both


def test_a_state_of_charge_beyond_the_window_is_refused():
    half = simple.cell(simple.layer(simple.population(simple.host())))
    with pytest.raises(ValueError, match=r"state of charge: must lie between 0 and 1; received -0\.1"):
        at_soc(half, -0.1)

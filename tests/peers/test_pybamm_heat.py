"""The lumped heat balance beside PyBaMM's, on the same full cell with the same heat capacity, heat transfer and entropies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("pybamm", reason="PyBaMM is absent; install the extra: pip install 'stratode[peers]'")

import pybamm
from benchmarks import adapter, peer
from benchmarks.cases import CHEN2020, Case, Porous
from benchmarks.peer import Mesh, Settings

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.recipe.parts import Cell, Electrode, Thermal
from stratode.recipe.property import constant

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore::UserWarning:pybamm")]

DENSE, TRANSFER = 2e6, 4.0  # J/(m3 K) of every part, W/(m2 K)
ENTROPY = {"cathode": 1e-4, "anode": -5e-5}  # V/K
SHARES = np.array([0.1, 0.2, 0.5, 0.8, 1.0])  # of the discharge


def quick(case: Case, factor: float) -> Case:
    """The case with faster diffusion in its particles."""

    def electrode(e: Porous) -> Porous:
        return replace(e, host=replace(e.host, diffusivity=factor * e.host.diffusivity))

    assert isinstance(case.anode, Porous)
    return replace(case, cathode=electrode(case.cathode), anode=electrode(case.anode))


def theirs(case: Case) -> tuple[np.ndarray, float]:
    """(rise of temperature K at shares of the discharge, thickness of the cell with its foils m) by PyBaMM, heat of mixing included."""
    values = peer.parameters(case)
    foils = sum(values[f"{side} current collector thickness [m]"] for side in ("Negative", "Positive"))
    thickness = case.anode.thickness + case.separator + case.cathode.thickness + foils
    made = {"Cell volume [m3]": thickness, "Cell thermal volume [m3]": thickness, "Cell cooling surface area [m2]": 1.0}
    made |= {name: DENSE / 1000.0 for name in values if name.endswith("density [kg.m-3]")}
    made |= {name: 1000.0 for name in values if "specific heat capacity" in name}
    made |= {f"{side} current collector conductivity [S.m-1]": 1e12 for side in ("Negative", "Positive")}
    made["Total heat transfer coefficient [W.m-2.K-1]"] = TRANSFER
    made["Positive electrode OCP entropic change [V.K-1]"] = ENTROPY["cathode"]
    made["Negative electrode OCP entropic change [V.K-1]"] = ENTROPY["anode"]
    values.update(made, check_already_exists=False)
    model = pybamm.lithium_ion.DFN({"thermal": "lumped", "heat of mixing": "true"})
    model.events = [event for event in model.events if "voltage" in event.name]
    run = peer.simulation(model, values, Settings(Mesh(40, 20, 40, 30, 2.0, 2.0), 1e-6, 1e-8))
    solution = run.solve([0.0, 1.02 * case.max_capacity / case.current_density])
    temperature = solution["Volume-averaged cell temperature [K]"].data
    return np.interp(SHARES * solution.t[-1], solution.t, temperature) - temperature[0], thickness


def with_entropy(electrode: Electrode, value: float) -> Electrode:
    entropy = constant(value, "V/K", "invented")
    layers = tuple(
        replace(layer, populations=tuple(replace(p, material=replace(p.material, entropy=entropy)) for p in layer.populations))
        for layer in electrode.layers
    )
    return replace(electrode, layers=layers)


def ours(case: Case, thickness: float) -> np.ndarray:
    made: Cell = adapter.cell(case)
    assert isinstance(made.anode, Electrode)
    made = replace(
        made,
        cathode=with_entropy(made.cathode, ENTROPY["cathode"]),
        anode=with_entropy(made.anode, ENTROPY["anode"]),
        thermal=Thermal(DENSE * thickness, TRANSFER, made.temperature),
    )
    trace = simulate(made, rates=[case.c_rate], precision=Precision(150, 1e-5), explain=False).rates[0].trace
    return np.interp(SHARES * trace.time[-1], trace.time, trace.temperature) - made.temperature


def test_temperatures_rise_alike_where_particles_are_quick() -> None:
    case = quick(CHEN2020, 100.0)
    expected, thickness = theirs(case)
    assert ours(case, thickness) == pytest.approx(expected, rel=5e-3)


def test_slow_particles_are_warmer_while_they_fill() -> None:
    """Heat of mixing in particles counts here when it is made, there when it is given back: 10 % early, 3 % at the end of 1C."""
    expected, thickness = theirs(CHEN2020)
    found = ours(CHEN2020, thickness) / expected
    assert np.all((found > 0.97) & (found < 1.15)), found
    assert found[-1] == pytest.approx(1.0, abs=0.04)

"""One spectrum of 91 points, 1 mHz to 1 MHz, of a full cell with double layers: stratode in closed form, PyBaMM on meshes.

stratode's spectrum has no mesh, so that what PyBaMM's differs by is PyBaMM's mesh (tests/peers refines it and sees it come); PyBaMM
charges double layers by anions alone, which moves |Z| of this cell by 3e-5. CPU time is of a repeated solve; building PyBaMM's model
is not counted, nor is building the cell, finding its state at rest is.
"""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pybamm

from benchmarks import adapter, peer
from benchmarks.cases import CHEN2020, Case
from stratode.cell.equilibrium import at_soc
from stratode.cell.impedance import spectrum
from stratode.recipe.parts import Cell, Electrode

Row = dict[str, Any]

DOUBLE_LAYER = 0.2  # F/m2
SOC = 0.5
FREQUENCIES = np.logspace(-3, 6, 91)
BANDS = ((1e-3, 1.0), (1.0, 1e3), (1e3, 1e6))  # Hz
MESHES = (
    peer.Mesh(20, 20, 20, 20),
    peer.Mesh(60, 20, 60, 60),
    peer.Mesh(20, 20, 20, 30, 2.0, 4.0),
    peer.Mesh(60, 40, 60, 60, 2.0, 4.0),
    peer.Mesh(120, 60, 120, 100, 2.0, 5.0),
)


def impedance(repeats: int) -> list[Row]:
    """CPU time of one spectrum for both tools, and the largest |Z / Z_stratode - 1| of PyBaMM in each band."""
    cell, case = _cells()
    ours = spectrum(cell, FREQUENCIES, SOC).impedance
    cpu = median(_timed(lambda: spectrum(cell, FREQUENCIES, SOC))[1] for _ in range(5 * repeats))
    rows: list[Row] = [{"tool": "stratode", "settings": "closed form", "cpu_ms": 1e3 * cpu, "errors": [0.0] * len(BANDS)}]
    for mesh in MESHES:
        simulation = _simulation(case, mesh)
        found = np.asarray(simulation.solve(FREQUENCIES).impedance)
        cpu = median(_timed(lambda made=simulation: made.solve(FREQUENCIES))[1] for _ in range(repeats))
        off = np.abs(found / ours - 1.0)
        errors = [float(off[(low <= FREQUENCIES) & (high >= FREQUENCIES)].max()) for low, high in BANDS]
        rows.append({"tool": "pybamm", "settings": str(mesh), "cpu_ms": 1e3 * cpu, "errors": errors})
    return rows


def _cells() -> tuple[Cell, Case]:
    """Our cell with double layers, and the peer's case at the same stoichiometries."""
    made = adapter.cell(CHEN2020)
    if not isinstance(made.anode, Electrode):
        raise TypeError("impedance: needs the full cell; received one with a foil")
    cell = replace(made, cathode=_layered(made.cathode), anode=_layered(made.anode))
    rest = at_soc(cell, SOC)
    (cathode,), (anode,) = rest.cathode.values(), rest.anode.values()
    return cell, replace(CHEN2020, cathode=replace(CHEN2020.cathode, start=cathode), anode=replace(CHEN2020.anode, start=anode))


def _layered(electrode: Electrode) -> Electrode:
    return replace(
        electrode,
        layers=tuple(
            replace(layer, populations=tuple(replace(p, double_layer=DOUBLE_LAYER) for p in layer.populations))
            for layer in electrode.layers
        ),
    )


def _simulation(case: Case, mesh: peer.Mesh) -> Any:
    values = peer.parameters(case)
    layers = {f"{side} electrode double-layer capacity [F.m-2]": DOUBLE_LAYER for side in ("Negative", "Positive")}
    values.update(layers, check_already_exists=False)
    model = pybamm.lithium_ion.DFN({"surface form": "differential"})
    kinds = dict(model.default_submesh_types)
    for domain, side, stretch in peer.sides(mesh):
        kinds[domain] = pybamm.MeshGenerator(peer.ClusteredSubMesh, {"side": side, "stretch": stretch})
    return pybamm.EISSimulation(model, parameter_values=values, var_pts=peer.points(mesh), submesh_types=kinds)


def _timed(make: Any) -> tuple[Any, float]:
    start = time.process_time()
    found = make()
    return found, time.process_time() - start

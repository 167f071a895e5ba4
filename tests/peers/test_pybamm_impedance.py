"""stratode's impedance and PyBaMM's of the same full cell (Chen2020) with double layers.

PyBaMM solves on a mesh, stratode in closed form, so the difference shows PyBaMM's mesh: with 20 uniform cells to a domain and to a
particle it is off by 5 % (spheres, at 1 Hz; the diffusion layers of the salt, at 10 kHz). Clustered cells bring it within 1 %.
PyBaMM charges double layers by anions alone, stratode by both ions in the shares they carry; here that moves |Z| by 3e-5.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("pybamm", reason="PyBaMM is absent; install the extra: pip install 'stratode[peers]'")

import pybamm
from benchmarks import adapter, peer
from benchmarks.cases import CHEN2020, Case
from tests.cell.linear import with_capacitances

from stratode.cell.equilibrium import at_soc
from stratode.cell.impedance import spectrum
from stratode.recipe.parts import Cell

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore::UserWarning:pybamm")]

DOUBLE_LAYER = 0.2  # F/m2
FREQUENCIES = np.logspace(-3, 4, 15)
UNIFORM, CLUSTERED, FINE = peer.Mesh(20, 20, 20, 20), peer.Mesh(60, 40, 60, 60, 2.0, 4.0), peer.Mesh(120, 60, 120, 100, 2.0, 5.0)


def theirs(case: Case, mesh: peer.Mesh) -> np.ndarray:
    """ohm m2: the peer's cell is one square metre."""
    values = peer.parameters(case)
    layers = {f"{side} electrode double-layer capacity [F.m-2]": DOUBLE_LAYER for side in ("Negative", "Positive")}
    values.update(layers, check_already_exists=False)
    model = pybamm.lithium_ion.DFN({"surface form": "differential"})
    kinds = dict(model.default_submesh_types)
    for domain, side, stretch in peer.sides(mesh):
        kinds[domain] = pybamm.MeshGenerator(peer.ClusteredSubMesh, {"side": side, "stretch": stretch})
    made = pybamm.EISSimulation(model, parameter_values=values, var_pts=peer.points(mesh), submesh_types=kinds)
    return np.asarray(made.solve(FREQUENCIES).impedance)


def at(soc: float) -> tuple[Cell, Case]:
    """Our cell, and the peer's at the same stoichiometries."""
    cell = with_capacitances(adapter.cell(CHEN2020), DOUBLE_LAYER)
    rest = at_soc(cell, soc)
    (cathode,), (anode,) = rest.cathode.values(), rest.anode.values()
    return cell, replace(CHEN2020, cathode=replace(CHEN2020.cathode, start=cathode), anode=replace(CHEN2020.anode, start=anode))


@pytest.mark.parametrize("soc", [0.2, 0.5, 0.9])
def test_impedance_of_chen2020_is_pybamms_within_a_percent(soc: float) -> None:
    cell, case = at(soc)
    ours = spectrum(cell, FREQUENCIES, soc).impedance
    assert np.abs(theirs(case, CLUSTERED) / ours - 1.0).max() < 0.01


def test_pybamm_comes_to_us_as_its_mesh_is_refined() -> None:
    cell, case = at(0.5)
    ours = spectrum(cell, FREQUENCIES, 0.5).impedance
    errors = [np.abs(theirs(case, mesh) / ours - 1.0) for mesh in (UNIFORM, CLUSTERED, FINE)]
    assert errors[0].max() > 0.03
    assert errors[2].max() < 2e-3
    assert np.all(errors[2][FREQUENCIES < 5.0] < 1e-4)

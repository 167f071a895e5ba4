"""PyBaMM's best practice for many designs: one Simulation, the designs as inputs of one batched solve, failures left out.

Thickness as an input needs a mesh whose lengths are symbols. PyBaMM ships that mesh uniform only, on which thick designs are
wrong by several per cent, so a clustered one is added here in PyBaMM's favour (it converges to the fixed mesh's answer).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pybamm

from benchmarks.cases import Case
from benchmarks.metric import Array
from benchmarks.peer import VOLTAGE, Mesh, Settings, clustered, model, parameters, points, sides

INPUTS = {
    "Positive electrode thickness [m]": lambda c: c.cathode.thickness,
    "Positive electrode porosity": lambda c: c.cathode.porosity,
    "Positive electrode active material volume fraction": lambda c: c.cathode.active,
    "Positive electrode Bruggeman coefficient (electrolyte)": lambda c: c.cathode.bruggeman,
    "Positive electrode conductivity [S.m-1]": lambda c: c.cathode.conductivity,
    "Positive particle radius [m]": lambda c: c.cathode.radius,
    "Current function [A]": lambda c: c.current_density,
}


class ScaledSubMesh(pybamm.SymbolicUniform1DSubMesh):
    """PyBaMM's submesh of symbolic length, with clustered edges in place of uniform ones."""

    def __init__(self, lims: Any, npts: Any, tabs: Any = None, side: str = "left", stretch: float = 0.0) -> None:
        super().__init__(lims, npts, tabs)
        self.edges = clustered(self.npts, side, stretch)
        self.nodes = (self.edges[1:] + self.edges[:-1]) / 2
        self.d_edges, self.d_nodes = np.diff(self.edges), np.diff(self.nodes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Outcome of a batched solve: `capacity` (D,) C/m2, NaN where PyBaMM failed or stopped before the cut-off."""

    capacity: Array
    cpu: float  # s, of the whole batch
    failed: int


class Designs:
    """A Simulation for half-cell designs that differ in what `INPUTS` names, built once."""

    def __init__(self, template: Case, settings: Settings) -> None:
        values = parameters(template)
        values.update(dict.fromkeys(INPUTS, "[input]"))
        dfn, mesh = model(half=True), settings.mesh
        solver = pybamm.IDAKLUSolver(
            rtol=settings.rtol,
            atol=settings.atol,
            on_failure="ignore",
            output_variables=[VOLTAGE],
            options={"compile": settings.compiled, "silence_sundials_errors": True},
        )
        self._simulation = pybamm.Simulation(
            dfn, parameter_values=values, solver=solver, var_pts=points(mesh), submesh_types=_submeshes(dfn, mesh)
        )
        self._solve((template,))

    def solve(self, designs: tuple[Case, ...]) -> Batch:
        """All designs in one call."""
        start = time.process_time()
        solutions = self._solve(designs)
        end = [(float(s.t[-1]), float(s[VOLTAGE].data[-1])) for s in solutions]
        cpu = time.process_time() - start
        met = [abs(v - d.lower_voltage) < 1e-3 for (_, v), d in zip(end, designs, strict=True)]
        capacity = [t * d.current_density if ok else np.nan for (t, _), d, ok in zip(end, designs, met, strict=True)]
        return Batch(np.array(capacity), cpu, met.count(False))

    def _solve(self, designs: tuple[Case, ...]) -> list[Any]:
        longest = max(1.02 * d.max_capacity / d.current_density for d in designs)
        inputs = [{name: value(d) for name, value in INPUTS.items()} for d in designs]
        solved = self._simulation.solve([0.0, longest], inputs=inputs)
        return list(solved) if isinstance(solved, list) else [solved]


def _submeshes(dfn: Any, mesh: Mesh) -> dict[str, Any]:
    kinds = dict(dfn.default_submesh_types)
    for domain, side, stretch in sides(mesh):
        kinds[domain] = pybamm.MeshGenerator(ScaledSubMesh, {"side": side, "stretch": stretch})
    return kinds

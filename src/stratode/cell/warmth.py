"""What follows the temperature of a cell, at temperatures a little apart: the tables between which the kernels interpolate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell import discretise as at
from stratode.cell import tables
from stratode.cell.discretise import Discrete
from stratode.cell.mesh import Stack
from stratode.kernels.arrays import Heat
from stratode.recipe.parts import Cell, Thermal, TransportCell

Array = NDArray[np.float64]

SPACING = 2.5  # K: cubic interpolation of an Arrhenius law of 50 kJ/mol is then within 2e-5
BELOW, ABOVE = 10.0, 80.0  # K, beside the start and the surroundings


def on_mesh(cell: Cell | TransportCell, stack: Stack, edges: Array, double_layers: bool = False) -> Discrete:
    """A cell on a mesh, with all that its temperature changes where it has a heat balance."""
    return warmed(at.discretise(cell, stack, edges, double_layers=double_layers))


def warmed(made: Discrete) -> Discrete:
    """A discretised cell with all that its temperature changes, where it has a heat balance."""
    cell = made.cell
    if isinstance(cell, Cell) and cell.thermal is not None:
        return replace(made, model=made.model._replace(warm=True), heat=_heat(made, cell, cell.thermal))
    return made


def _heat(discrete: Discrete, cell: Cell, thermal: Thermal) -> Heat:
    """Tables and numbers of a discretised cell at every temperature of the grid."""
    low, high = min(cell.temperature, thermal.ambient) - BELOW, max(cell.temperature, thermal.ambient) + ABOVE
    grid = low + SPACING * np.arange(int(np.ceil((high - low) / SPACING)) + 1)
    inside = [at.particles(cell, discrete.populations, float(t)) for t in grid]
    exchange = np.stack([at.exchange_currents(discrete.populations, float(t)) for t in grid])
    m, mesh = discrete.model, discrete.mesh
    paths = [at.ion_paths(discrete.stack, discrete.node_fraction, m.region, mesh.layer, float(t)) for t in grid]
    enthalpy = tables.stack([tables.enthalpy(p.material, cell.temperature) for p in discrete.populations])
    return Heat(
        capacity=thermal.heat_capacity,
        transfer=thermal.heat_transfer,
        ambient=thermal.ambient,
        first=float(grid[0]),
        spacing=SPACING,
        table=np.stack([i.table for i in inside]),
        exchange=np.ascontiguousarray(exchange[:, m.site_population]),
        rate=np.stack([i.rate for i in inside]),
        path=np.stack(paths),
        foil_exchange=np.stack([at.foil_exchange(discrete.stack, float(t)) for t in grid]),
        enthalpy=enthalpy[0],
        enthalpy_start=enthalpy[1],
        enthalpy_density=enthalpy[2],
    )

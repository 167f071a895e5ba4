"""The arrays that kernels share, as named tuples: what a cell is (`Model`) and what a march over time needs (`Work`).

N nodes run from the anode side to the cathode's collector, faces f = 0..N lie left of node f. A site s is one population at one
node; sites of node i are node_sites[i] .. node_sites[i+1]. Currents and fluxes are positive towards the cathode; `flux` of a
site is the current density (A/m2) of lithium leaving the particle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

MODES, SHELLS = 0, 1  # particle schemes: eigenmodes (constant diffusivity), finite volumes (any diffusivity)
DIFFUSIVITY, CONDUCTIVITY, TRANSFERENCE, POTENTIAL_FACTOR = 0, 1, 2, 3  # tables of the electrolyte, over salt concentration
FARADAY = 96485.33212


class Model(NamedTuple):
    """A discretised cell."""

    width: Array  # (N,) m
    porosity: Array  # (N,)
    region: Index  # (N,) -1 anode, 0 separator, 1 cathode
    face_e: Array  # (N+1,) 1/m, transport efficiency over distance between the nodes of a face; boundary faces: to the wall
    face_s: Array  # (N+1,) S/m2, electronic conductance between the nodes of a face, 0 at and in the separator
    left_share: Array  # (N+1,) weight of the left node in the value at a face
    node_sites: Index  # (N+1,)
    site_population: Index  # (S,)
    area: Array  # (S,) m2 of working surface per m2 of cell (specific area times width)
    gain: Array  # (S,) 1/s per A/m2: rate of the mean stoichiometry, -gain flux
    film: Array  # (S,) ohm m2
    exchange: Array  # (S,) A/m2 at stoichiometry 0.5 and 1 mol/L
    scheme: Index  # (P,)
    rate: Array  # (P,) 1/s: D/R2 (modes); 1/m2: 1/R2 (shells, D from the table)
    potential_table: Index  # (P,)
    diffusivity_table: Index  # (P,)
    stride: int  # M, unknowns kept per particle
    mode_decay: Array  # (modes,) eigenvalues of diffusion in the unit sphere
    mode_gain: Array  # (modes,)
    shell_edge: Array  # (shells+1,) radii of the shells' edges in the unit sphere
    table: Array  # (T, n, 4) cubic pieces
    table_start: Array  # (T,)
    table_density: Array  # (T,) pieces per unit
    thermal: float  # 2 R T / F, V
    lithium: bool  # the anode is a lithium foil
    foil_exchange: float  # A/m2 at 1 mol/L
    foil_film: float  # ohm m2
    end_resistance: float  # ohm m2, from the last node to the cathode's terminal
    start_resistance: float  # ohm m2, from the anode's terminal to the first node (porous anode)


class Control(NamedTuple):
    """What one leg holds and where it stops; current > 0 towards the cathode, that is discharge."""

    hold_voltage: bool
    value: float  # A/m2, or V where hold_voltage
    low: float  # V, stop below
    high: float  # V, stop above
    small_current: float  # A/m2, stop when |current| falls below (hold_voltage only)
    duration: float  # s, stop at
    tolerance: float  # relative tolerance of the time integration
    closeness: float  # V, error that Newton may leave in the potentials
    salt_scale: float  # mol/m3
    first_step: float  # s
    most_order: int


class Work(NamedTuple):
    """Room for one march; `unknowns` is laid out as salt N | phi_e N | phi_s N | flux S | current 1 | particles S*M."""

    unknowns: Array  # (n,)
    past: Array  # (D, n) ring of accepted unknowns
    past_time: Array  # (D,)
    slope: Array  # (n,) the part of the time derivative that is known before the step
    probe: Array  # (N + S + 1,) what the error is judged by: salt, surface stoichiometry, voltage
    past_probe: Array  # (D, N + S + 1)
    expected: Array  # (N + S + 1,) the probe as predicted from the past
    surface_base: Array  # (S,) surface stoichiometry = base + response * flux
    surface_response: Array  # (S,)
    line: Array  # (S, 3) linearised flux: residual, 1/slope, salt part
    shell_base: Array  # (S, M) eliminated shells
    shell_slope: Array  # (S, M)
    lower: Array  # (N, 5)
    diagonal: Array  # (N, 9)
    upper: Array  # (N, 5)
    right: Array  # (N, 3) minus the residual, then the change
    border: Array  # (N, 3) the same per unit of current
    salt_log: Array  # (N,)
    weights: Array  # (D,) of the difference formulas
    scalars: Array  # (32,) time, step, order and the like, see `march`


class Record(NamedTuple):
    """Where accepted steps are written; fields have one row, the last step's, where only curves are wanted."""

    time: Array  # (K,)
    voltage: Array  # (K,)
    current: Array  # (K,)
    salt: Array  # (K, N)
    phi_e: Array  # (K, N)
    phi_s: Array  # (K, N)
    flux: Array  # (K, S)
    surface: Array  # (K, S)
    mean: Array  # (K, S)

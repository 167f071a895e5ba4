"""The arrays that kernels share, as named tuples: what a cell is (`Model`) and what a march over time needs (`Work`).

N nodes run from the anode side to the cathode's collector, faces f = 0..N lie left of node f. A site s is one population at one
node; sites of node i are node_sites[i] .. node_sites[i+1]. Currents and fluxes are positive towards the cathode; `flux` of a
site is the current density (A/m2) of lithium leaving the particle. End 0 is the left one, end 1 the right one.
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
GAS_CONSTANT = 8.31446261815324
POROUS, LITHIUM, BLOCKING = 0, 1, 2  # kinds of ends: a collector in touch with solid, a lithium foil, a plane that takes no charge
SERIES, CONTACT, CONTACT_C, FILM, FILM_C, DOUBLE = 0, 1, 2, 3, 4, 5  # columns of `ends`: ohm m2, ohm m2, F/m2, ohm m2, F/m2, F/m2
BY_CURRENT, BY_VOLTAGE, BY_POWER = 0, 1, 2  # what a leg holds: A/m2, V or W/m2
RATIO, OFFSET, DROP, STORED, KNOWN, BRANCH_KNOWN = 0, 1, 2, 3, 4, 5  # columns of `layer`, see `layers`


class Heat(NamedTuple):
    """One temperature for the whole cell, and what follows it at K temperatures `spacing` apart."""

    capacity: float  # J/(m2 K)
    transfer: float  # W/(m2 K)
    ambient: float  # K
    first: float  # K
    spacing: float  # K
    table: Array  # (K, T, n, 4)
    exchange: Array  # (K, S)
    rate: Array  # (K, P)
    path: Array  # (K, N)
    foil_exchange: Array  # (K, 2)
    enthalpy: Array  # (P, n, 4) U - T dU/dT, V
    enthalpy_start: Array  # (P,)
    enthalpy_density: Array  # (P,)


class Model(NamedTuple):
    """A discretised cell. Where it is warm, table, exchange, rate, path, foil_exchange and thermal follow the temperature."""

    width: Array  # (N,) m
    porosity: Array  # (N,)
    region: Index  # (N,) -1 anode, 0 separator, 1 cathode, 2 and more: solids in touch with no collector
    face_e: Array  # (N+1,) 1/m, transport efficiency over distance between the nodes of a face; boundary faces: to the wall
    efficiency: Array  # (N,) transport efficiency of the electrolyte
    path: Array  # (N,) S/m, effective conductivity of single-ion conductors beside the electrolyte
    paths: bool  # any at all
    joint: Index  # (N+1,) 1 where the nodes of a face hold electrolyte and conductor in unlike proportions
    face_s: Array  # (N+1,) S/m2, electronic conductance between the nodes of a face, 0 at and in the separator
    left_share: Array  # (N+1,) weight of the left node in the value at a face
    node_sites: Index  # (N+1,)
    site_population: Index  # (S,)
    area: Array  # (S,) m2 of working surface per m2 of cell (specific area times width)
    gain: Array  # (S,) 1/s per A/m2: rate of the mean stoichiometry, -gain flux
    film: Array  # (S,) ohm m2
    exchange: Array  # (S,) A/m2 at stoichiometry 0.5 and 1 mol/L
    double_layer: Array  # (S,) F/m2 of working surface
    film_capacitance: Array  # (S,) F/m2
    layered: bool  # any capacitance at all
    cation_share: float  # of the charge of double layers, 1
    scheme: Index  # (P,)
    rate: Array  # (P,) 1/s: D/R2 (modes); 1/m2: 1/R2 (shells, D from the table)
    potential_table: Index  # (P,)
    diffusivity_table: Index  # (P,)
    branch_table: Index  # (P,) half the gap between charge and discharge branch, V; -1 for none
    branch_decay: Array  # (P,) per unit of stoichiometry passed
    hysteretic: bool  # any branches at all
    stride: int  # M, unknowns kept per particle
    mode_decay: Array  # (modes,) eigenvalues of diffusion in the unit sphere
    mode_gain: Array  # (modes,)
    shell_edge: Array  # (shells+1,) radii of the shells' edges in the unit sphere
    table: Array  # (T, n, 4) cubic pieces
    table_start: Array  # (T,)
    table_density: Array  # (T,) pieces per unit
    thermal: Array  # (1,) 2 R T / F, V
    kinds: Index  # (2,) of the ends
    ends: Array  # (2, 6) resistances and capacitances of the ends
    foil_exchange: Array  # (2,) A/m2 at 1 mol/L
    warm: bool  # the temperature moves

    @property
    def lithium(self) -> bool:
        """The left end is a lithium foil."""
        return bool(self.kinds[0] == LITHIUM)


class Control(NamedTuple):
    """What one leg holds and where it stops; current > 0 towards the cathode, that is discharge."""

    mode: int  # BY_CURRENT, BY_VOLTAGE, BY_POWER
    until: Array  # (G,) s, ends of stretches; the last ends the leg
    start: Array  # (G,) A/m2, V or W/m2 at the beginning of each stretch
    finish: Array  # (G,) the same at its end; straight between
    amplitude: float  # of a sine on top
    omega: float  # 1/s
    low: float  # V, stop below
    high: float  # V, stop above
    small_current: float  # A/m2, stop when |current| falls below (held voltage only)
    slow: float  # V/s, stop when the voltage moves by less (held current only); 0: never
    tolerance: float  # relative tolerance of the time integration
    closeness: float  # V, error that Newton may leave in the potentials
    salt_scale: float  # mol/m3
    first_step: float  # s
    longest_step: float  # s
    most_order: int


class Work(NamedTuple):
    """Room for one march; `unknowns` is laid out as in `places`."""

    unknowns: Array  # (n,)
    past: Array  # (D, n) ring of accepted unknowns
    past_time: Array  # (D,)
    slope: Array  # (n,) the part of the time derivative that is known before the step
    probe: Array  # (N + S + 1 or 2,) what the error is judged by: salt, surface stoichiometry, temperature if it moves, voltage
    past_probe: Array  # (D, N + S + 1 or 2)
    expected: Array  # (N + S + 1 or 2,) the probe as predicted from the past
    surface_base: Array  # (S,) surface stoichiometry = base + response * flux
    surface_response: Array  # (S,)
    layer: Array  # (S, 6) double layer, film and branch of each site in this step
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
    temperature: Array  # (K,)
    branch: Array  # (K, S)
    order: Array  # (K,) of the step that ends here; 0 where the march settled

"""One leg of a protocol on a discretised cell: the state it starts from, the march, the state it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.cell.discretise import Discrete
from stratode.kernels import places, scalars, stops
from stratode.kernels.arrays import MODES, POROUS, Control, Model, Record, Work
from stratode.kernels.march import march

Array = NDArray[np.float64]

RING = 8  # past points kept
STEPS = 400  # rows of the first record; it grows as needed
MOST_STEPS = 200_000  # with fields
MOST_ROWS = 10_000_000  # of curves alone


@dataclass(frozen=True, slots=True)
class State:
    """Salt and particles, and guesses of potentials and flux, as the kernels lay them out."""

    unknowns: Array


@dataclass(frozen=True, slots=True)
class Leg:
    """What a leg began with, held and left: why it ended (a status of `kernels.stops`), its record (rows cut), its last state."""

    begin: State
    control: Control
    why: int
    record: Record
    state: State
    steps: int
    rejected: int
    failed: int
    iterations: int


def rest_state(discrete: Discrete, stoichiometry: Array, branch: Array | None = None) -> State:
    """Equilibrium at uniform salt, each site at its stoichiometry (S,) and on its branch (S,), -1 to 1, where it has branches."""
    m = discrete.model
    n, sites = m.width.size, m.site_population.size
    y = np.zeros(places.size(m))
    y[:n] = discrete.cell.electrolyte.concentration
    at = places.particles_at(m)
    particles = y[at : at + sites * m.stride].reshape(sites, m.stride)
    shells = (m.scheme != MODES)[m.site_population] if sites else np.zeros(0, dtype=bool)
    particles[shells] = stoichiometry[shells, None]
    particles[~shells, 0] = stoichiometry[~shells]
    if m.hysteretic and branch is not None:
        y[places.branches_at(m) : places.branches_at(m) + sites] = branch
    if m.warm:
        y[places.warmth_at(m)] = discrete.cell.temperature
    potentials = _guess(discrete, y, stoichiometry, branch)
    if m.layered:
        at = places.layers_at(m)
        y[at : at + sites] = potentials
    return State(y)


def _guess(discrete: Discrete, y: Array, stoichiometry: Array, branch: Array | None) -> Array:
    """Potentials at rest: the cathode's solid is zero, or the electrolyte where there is none; returns those of the sites (S,)."""
    m, temperature = discrete.model, discrete.cell.temperature
    n = m.width.size
    of_site = np.zeros(stoichiometry.size)
    for number, p in enumerate(discrete.populations):
        here = m.site_population == number
        of_site[here] = tables.potential(p.material, temperature)(stoichiometry[here])
        if tables.has_branches(p.material) and branch is not None:
            of_site[here] += branch[here] * tables.half_gap(p.material, temperature)(stoichiometry[here])
    solid = np.zeros(n)
    region = m.region[discrete.mesh.site_node]
    for number in set(region.tolist()):  # one level a solid, that of its last site
        solid[m.region == number] = of_site[region == number][-1]
    level = solid[-1] if m.kinds[1] == POROUS else 0.0
    y[n : 2 * n] = -level
    y[2 * n : 3 * n] = np.where(m.region == 0, 0.0, solid - level)
    return of_site


def work_for(m: Model) -> Work:
    """Fresh room for marches on this model."""
    n, sites, probe = m.width.size, m.site_population.size, m.width.size + m.site_population.size + 1 + int(m.warm)
    size = places.size(m)
    return Work(
        unknowns=np.zeros(size),
        past=np.zeros((RING, size)),
        past_time=np.zeros(RING),
        slope=np.zeros(size),
        probe=np.zeros(probe),
        past_probe=np.zeros((RING, probe)),
        expected=np.zeros(probe),
        surface_base=np.zeros(sites),
        surface_response=np.zeros(sites),
        layer=np.zeros((sites, 6)),
        line=np.zeros((sites, 3)),
        shell_base=np.zeros((sites, m.shell_edge.size - 1)),
        shell_slope=np.zeros((sites, m.shell_edge.size - 1)),
        lower=np.zeros((n, 5)),
        diagonal=np.zeros((n, 9)),
        upper=np.zeros((n, 5)),
        right=np.zeros((n, 3)),
        border=np.zeros((n, 3)),
        salt_log=np.zeros(n),
        weights=np.zeros(RING),
        scalars=np.zeros(scalars.COUNT),
    )


def record_for(m: Model, rows: int, fields: bool) -> Record:
    """An empty record; without `fields` only curves have room."""
    n, sites, kept = m.width.size, m.site_population.size, rows if fields else 1
    return Record(
        np.zeros(rows),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros((kept, n)),
        np.zeros((kept, n)),
        np.zeros((kept, n)),
        np.zeros((kept, sites)),
        np.zeros((kept, sites)),
        np.zeros((kept, sites)),
        np.zeros(rows),
        np.zeros((kept, sites)),
        np.zeros(rows),
    )


def run_leg(discrete: Discrete, state: State, control: Control, fields: bool = True) -> Leg:
    """March from `state` under `control` until it stops."""
    m = own(discrete.model)
    w = work_for(m)
    w.unknowns[:] = state.unknowns
    w.past[0] = state.unknowns
    record = record_for(m, STEPS, fields)
    why, row = march(m, discrete.heat, w, control, record, 0)
    while why == stops.FULL_RECORD:
        if record.time.size >= (MOST_STEPS if fields else MOST_ROWS):
            why = stops.STUCK
            break
        record = _grown(record)
        why, row = march(m, discrete.heat, w, control, record, row)
    head = int(w.scalars[scalars.HEAD])
    last = State(w.past[head].copy()) if row else state
    counts = w.scalars
    return Leg(
        state,
        control,
        int(why),
        _cut(record, row),
        last,
        int(counts[scalars.STEPS]),
        int(counts[scalars.REJECTED]),
        int(counts[scalars.FAILED]),
        int(counts[scalars.ITERATIONS]),
    )


def own(m: Model) -> Model:
    """The model, with its own copy of what follows the temperature where that moves."""
    if not m.warm:
        return m
    names = ("table", "exchange", "rate", "path", "foil_exchange", "thermal")
    return m._replace(**{name: getattr(m, name).copy() for name in names})


def _grown(record: Record) -> Record:
    grow = record.time.size
    return Record(*(np.concatenate([a, np.zeros((grow, *a.shape[1:]))]) if len(a) == grow else a for a in record))


def _cut(record: Record, rows: int) -> Record:
    full = record.time.size
    return Record(*(a[:rows] if len(a) == full else a for a in record))

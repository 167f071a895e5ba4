"""One leg of a protocol on a discretised cell: the state it starts from, the march, the state it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.cell.discretise import Discrete
from stratode.kernels import march, scalars
from stratode.kernels.arrays import MODES, Control, Model, Record, Work

Array = NDArray[np.float64]

RING = 8  # past points kept
STEPS = 400  # rows of the first record; it grows as needed
MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class State:
    """Salt and particles, and guesses of potentials and flux, as the kernels lay them out."""

    unknowns: Array


@dataclass(frozen=True, slots=True)
class Leg:
    """What a leg left: why it ended (a status of `kernels.march`), its record (rows cut to what was written), its last state."""

    why: int
    record: Record
    state: State
    steps: int
    rejected: int
    failed: int
    iterations: int


def rest_state(discrete: Discrete, stoichiometry: Array) -> State:
    """Equilibrium at uniform salt, each site at its stoichiometry (S,)."""
    m = discrete.model
    n, sites = m.width.size, m.site_population.size
    y = np.zeros(3 * n + sites + 1 + sites * m.stride)
    y[:n] = discrete.cell.electrolyte.concentration
    particles = y[3 * n + sites + 1 :].reshape(sites, m.stride)
    shells = (m.scheme != MODES)[m.site_population]
    particles[shells] = stoichiometry[shells, None]
    particles[~shells, 0] = stoichiometry[~shells]
    _guess(discrete, y, stoichiometry)
    return State(y)


def _guess(discrete: Discrete, y: Array, stoichiometry: Array) -> None:
    """Potentials at rest: the cathode's solid is zero, the electrolyte lies below it by the cathode's potential."""
    m, temperature = discrete.model, discrete.cell.temperature
    n = m.width.size
    first, last = (
        float(tables.potential(discrete.populations[m.site_population[s]].material, temperature)(stoichiometry[s])) for s in (0, -1)
    )
    y[n : 2 * n] = -last
    y[2 * n : 3 * n] = np.where(m.region < 0, first - last, 0.0)


def work_for(m: Model) -> Work:
    """Fresh room for marches on this model."""
    n, sites, probe = m.width.size, m.site_population.size, m.width.size + m.site_population.size + 1
    size = 3 * n + sites + 1 + sites * m.stride
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
    )


def run_leg(discrete: Discrete, state: State, control: Control, fields: bool = True) -> Leg:
    """March from `state` under `control` until it stops."""
    m = discrete.model
    w = work_for(m)
    w.unknowns[:] = state.unknowns
    w.past[-1] = state.unknowns
    record = record_for(m, STEPS, fields)
    why, row = march.march(m, w, control, record, 0)
    while why == march.FULL_RECORD:
        if record.time.size >= MOST_STEPS:
            why = march.STUCK
            break
        record = _grown(record)
        why, row = march.march(m, w, control, record, row)
    head = int(w.scalars[scalars.HEAD])
    last = State(w.past[head].copy()) if row else state
    counts = w.scalars
    return Leg(
        int(why),
        _cut(record, row),
        last,
        int(counts[scalars.STEPS]),
        int(counts[scalars.REJECTED]),
        int(counts[scalars.FAILED]),
        int(counts[scalars.ITERATIONS]),
    )


def _grown(record: Record) -> Record:
    grow = record.time.size
    return Record(*(np.concatenate([a, np.zeros((grow, *a.shape[1:]))]) if len(a) == grow else a for a in record))


def _cut(record: Record, rows: int) -> Record:
    full = record.time.size
    return Record(*(a[:rows] if len(a) == full else a for a in record))

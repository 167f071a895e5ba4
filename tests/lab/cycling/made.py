"""Cells made up: records of cycling and tables of cycles whose truth is known."""

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from stratode.lab.cycling.counting import Counts
from stratode.lab.cycling.cycles import Cycles, Side
from stratode.lab.cycling.halves import Halves
from stratode.lab.record import CURRENT, CYCLE, TIME, VOLTAGE, Origin, Record

HOUR = 3600.0


def record(*legs: tuple[float, float, float, float], rows: int = 40, cycle: Sequence[int] | None = None, noise: float = 0.0) -> Record:
    """A cell that passes legs one after the other.

    Args:
        legs: (current A, duration s, voltage at its beginning, at its end).
        rows: of each.
        cycle: number of each leg; None for no such column.
        noise: of the current, A.
    """
    rng = np.random.default_rng(0)
    time, voltage, current, number, begin = [], [], [], [], 0.0
    for k, (flow, duration, first, last) in enumerate(legs):
        time.append(begin + np.linspace(0.0, duration, rows))
        voltage.append(np.linspace(first, last, rows))
        current.append(np.full(rows, flow) + (rng.normal(0.0, noise, rows) if flow else 0.0))
        number.append(np.full(rows, 0 if cycle is None else cycle[k]))
        begin = float(time[-1][-1]) + 1e-6
    columns = {TIME: np.concatenate(time), VOLTAGE: np.concatenate(voltage), CURRENT: np.concatenate(current)}
    if cycle is not None:
        columns[CYCLE] = np.concatenate(number).astype(float)
    return Record(columns, Origin("made.csv", "CSV"))


def cycled(capacities: Sequence[float], efficiency: float = 0.999, hours: float = 2.0, rest: float = 600.0, **more: object) -> Record:
    """A cell charged and discharged at a constant current, C each, with rests."""
    legs: list[tuple[float, float, float, float]] = []
    flow = capacities[0] / (hours * HOUR)
    for capacity in capacities:
        legs += [
            (flow, capacity / efficiency / flow, 3.6, 4.3),
            (0.0, rest, 4.2, 4.2),
            (-flow, capacity / flow, 4.2, 3.0),
            (0.0, rest, 3.1, 3.1),
        ]
    return record(*legs, **more)  # type: ignore[arg-type]


def table(discharged: np.ndarray, efficiency: np.ndarray | float = 1.0, current: np.ndarray | float = 1e-3) -> Cycles:
    """Cycles without a record: what fade and bookkeeping see."""
    n = discharged.size
    ones, index = np.ones(n), np.arange(n)

    def side(charge: np.ndarray, half: np.ndarray, level: float) -> Side:
        flow = np.broadcast_to(np.asarray(current, float), n)
        return Side(
            charge, 0.0 * ones, level * charge, flow, charge / flow, level * ones, level * ones, level * ones, half, ones.astype(int)
        )

    charged = discharged / efficiency
    both = np.column_stack((charged, discharged)).ravel()
    zero = np.zeros(2 * n)
    counts = Counts(both, zero, zero, None, 0.0, zero, zero, zero, zero, zero, zero, None)
    halves = Halves(np.arange(2 * n), np.arange(2 * n) + 1, np.tile([1, -1], n), None, 0.0, ())
    return Cycles(
        index + 1,
        None,
        side(charged, 2 * index, 3.9),
        side(discharged, 2 * index + 1, 3.7),
        True,
        halves,
        counts,
        Origin("made", "CSV"),
        (),
    )


def correlated(rng: np.random.Generator, count: int, sigma: float, rho: float) -> np.ndarray:
    """Noise whose neighbours resemble each other."""
    noise = rng.normal(0.0, sigma, count)
    for k in range(1, count):
        noise[k] = rho * noise[k - 1] + np.sqrt(1.0 - rho * rho) * noise[k]
    return noise


NMC = ((3.72, 0.020, 60.0), (4.00, 0.030, 45.0), (4.18, 0.014, 45.0))  # peaks of dQ/dV: V, width V, mAh/g


def passed(voltage: np.ndarray, shift: float = 0.0) -> np.ndarray:
    """Charge below a voltage, mAh/g."""
    return 40.0 * (voltage - 3.0) + sum(q * expit((voltage - at - shift) / width) for at, width, q in NMC)


def layered(cycles: int, shift: float, rng: np.random.Generator, rows: int = 500, noise: float = 3e-4, apart: float = 0.015) -> Record:
    """NMC811 against lithium, 10 mg: its peaks lie `apart` to each side and move by `shift` V outwards with each cycle."""
    grid = np.linspace(3.0, 4.3, 20001)
    parts, begin = [], 0.0
    for cycle in range(cycles):
        for sign in (1, -1):
            q = passed(grid, sign * (apart + shift * cycle))
            q = (q - q[0]) * 10e-6 * HOUR  # C, of 10 mg
            time = np.linspace(0.0, 2.0 * HOUR, rows)
            share = q[-1] * time / time[-1]
            voltage = np.interp(share if sign > 0 else q[-1] - share, q, grid) + rng.normal(0.0, noise, rows)
            parts.append(np.column_stack((begin + time, np.round(voltage, 4), np.full(rows, sign * q[-1] / time[-1]))))
            begin += time[-1] + 1.0
            parts.append(np.array([[begin, voltage[-1], 0.0], [begin + 600.0, voltage[-1], 0.0]]))
            begin += 601.0
    whole = np.vstack(parts)
    return Record({TIME: whole[:, 0], VOLTAGE: whole[:, 1], CURRENT: whole[:, 2]}, Origin("layered.csv", "CSV"))

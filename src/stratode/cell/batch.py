"""Many designs at once: the same code as for one, no design aborts another, each ends with a named result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from stratode.cell.adapt import solve
from stratode.cell.ending import ending
from stratode.cell.protocol import Precision, cathode_mass
from stratode.cell.simulate import join
from stratode.cell.solution import Ending, ErrorEstimate
from stratode.recipe.parts import Cell

SWEEP = Precision(nodes=32, tolerance=4e-3, closeness=1e-5, scout_nodes=12, scout_tolerance=3e-2)  # capacities to some 0.1 %, for sweeps


@dataclass(frozen=True, slots=True)
class Discharged:
    """What a sweep keeps of one design."""

    capacity: float  # Ah/m2
    specific_capacity: float  # mAh per g of cathode active material
    ended_by: Ending
    error_estimate: ErrorEstimate | None  # where it was asked for
    problem: str  # why there is no result, in words; "" where there is one


def discharge_many(
    cells: Iterable[Cell],
    c_rate: float,
    precision: Precision = SWEEP,
    *,
    estimate: bool = False,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> tuple[Discharged, ...]:
    """Discharge designs at one rate, in order.

    Args:
        cells: closed cells, each with its own protocol.
        c_rate: the rate under test, C of each cell's own 1C.
        precision: mesh and tolerance.
        estimate: also estimate each error (half as long again).
        workers: threads; the solver runs outside Python's lock.
        progress: told how many designs are done.

    Returns:
        One result per cell, in their order. A cell that cannot be computed has `ended_by` could_not_finish and says why.

    Raises:
        ValueError: the rate is not positive, or there are no workers.
    """
    if not c_rate > 0.0 or workers < 1:
        raise ValueError(f"c_rate and workers: must be positive; received {c_rate} and {workers}")
    one = partial(_one, c_rate=c_rate, precision=precision, estimate=estimate)
    done = []
    with ThreadPoolExecutor(workers) as pool:
        for result in pool.map(one, cells):
            done.append(result)
            if progress is not None:
                progress(len(done))
    return tuple(done)


def _one(cell: Cell, c_rate: float, precision: Precision, estimate: bool) -> Discharged:
    try:
        found = solve(cell, cell.protocol, c_rate, precision, fields=False, estimate=estimate)
    except (ArithmeticError, ValueError, IndexError) as problem:
        return Discharged(0.0, 0.0, Ending.COULD_NOT_FINISH, None, f"{type(problem).__name__}: {problem}")
    named, _ = ending(found.fine, found.run, join(found.run.discharge))
    capacity = found.run.capacity / 3600.0
    return Discharged(capacity, capacity / cathode_mass(cell), named, found.error, "")

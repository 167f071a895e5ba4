"""Random cells from wide ranges: every one ends with a name, finite numbers and closed balances."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from tests.cell import drawn

from stratode.cell import simulate
from stratode.cell.protocol import theoretical
from stratode.cell.solution import Ending, RateResult, Trace
from stratode.recipe.parts import Cell

SHARE = 20  # in the normal run: one cell of so many
CELLS = 2000
MOST_UNFINISHED = 2
CLOSED = 1e-10  # lithium and salt, relative: round-off of some hundred steps
RESIDUAL = 1e-6  # V, losses against OCV - V
UNRESOLVED = 1e-4  # V, the same where salt falls below 1e-6 mol/m3: round-off of the salt beside moves its logarithm
OVER = 1e-3  # stoichiometry beyond full or empty: the time tolerance


def faults(cell: Cell, result: RateResult) -> list[str]:
    """What is wrong with a result, in words."""
    numbers = [result.capacity, result.specific_capacity, result.energy, result.mean_voltage, result.min_salt]
    numbers += [result.error_estimate.capacity, result.error_estimate.voltage, *result.utilisation.values(), *result.mean_losses.values()]
    found = [] if np.all(np.isfinite(numbers)) and np.all(np.isfinite(result.losses.values)) else ["numbers that are not finite"]
    if result.lithium_error > CLOSED:
        found.append(f"lithium off by {result.lithium_error:.1e}")
    if result.salt_error > CLOSED:
        found.append(f"salt off by {result.salt_error:.1e}")
    if result.losses.residual > (RESIDUAL if result.min_salt > 1e-6 else UNRESOLVED):
        found.append(f"losses off by {result.losses.residual:.1e} V")
    if not -1e-9 <= 3600.0 * result.capacity <= theoretical(cell):
        found.append(f"capacity {result.capacity:.3g} Ah/m2")
    for trace in (result.trace, result.charge):
        found += [] if trace is None else faults_of(trace)
    return found


def faults_of(trace: Trace) -> list[str]:
    arrays = (trace.time, trace.voltage, trace.current_density, trace.salt, trace.phi_e, trace.phi_s, trace.flux, trace.surface, trace.mean)
    found = [] if all(np.all(np.isfinite(a)) for a in arrays) else ["a trace that is not finite"]
    if trace.salt.min(initial=1.0) <= 0.0:
        found.append("salt not positive")
    if np.any(np.diff(trace.time) < 0.0):
        found.append("time running back")
    for x in (trace.surface, trace.mean):
        if x.min(initial=0.5) < -OVER or x.max(initial=0.5) > 1.0 + OVER:
            found.append(f"stoichiometry {x.min():.6f} to {x.max():.6f}")
    return found


def judge(seeds: range) -> tuple[Counter[str], list[str]]:
    """(how often each ending came, what was wrong)."""
    endings: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        cell = drawn.cell(seed)
        result = simulate(cell, explain=False).rates[0]
        endings[result.ended_by.value] += 1
        wrong += [f"seed {seed} ({result.ended_by.value}): {fault}" for fault in faults(cell, result)]
    return endings, wrong


def test_a_sample_of_random_cells_ends_well():
    endings, wrong = judge(range(0, CELLS, SHARE))
    assert not wrong
    assert endings[Ending.COULD_NOT_FINISH.value] == 0, endings
    assert len(endings) >= 2, endings


@pytest.mark.slow
def test_two_thousand_random_cells_end_well():
    endings, wrong = judge(range(CELLS))
    assert not wrong, "\n".join(wrong)
    assert endings[Ending.COULD_NOT_FINISH.value] <= MOST_UNFINISHED, endings
    assert set(endings) >= {e.value for e in (Ending.CUT_OFF, Ending.SALT_DEPLETED, Ending.LITHIUM_EXHAUSTED)}, endings


def test_the_same_seed_draws_the_same_cell():
    assert drawn.cell(7) == drawn.cell(7)
    assert drawn.cell(7) != drawn.cell(8)

"""Tortuosity beside TauFactor (1.2.1 when this was written) on the same volumes, within what both tools leave unsolved."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="TauFactor needs PyTorch: see docs/benchmarks.md for what to install")
pytest.importorskip("taufactor", reason="TauFactor is absent: see docs/benchmarks.md for what to install")

from taufactor import MultiPhaseSolver, PeriodicSolver, Solver
from tests.structure import volumes
from tests.structure.transport.solved import ours
from tests.structure.volumes import Case

pytestmark = pytest.mark.peers

OURS = 1e-5
THEIRS = 2e-3  # left by its rule to stop: planes' flows within 1e-3 here, and tau steady within 0.002 over 100 sweeps
CONVERGENCE = 1e-3
SIDE = 60


def solved(solver: Solver | MultiPhaseSolver) -> float:
    solver.solve(iter_limit=50_000, verbose=False, conv_crit=CONVERGENCE)
    assert solver.converged
    return float(np.asarray(solver.D_eff).ravel()[0])


@pytest.mark.parametrize("porosity", [0.25, 0.4, 0.7])
def test_random_blobs(porosity: float) -> None:
    case = Case("blobs", volumes.blobs(volumes.cube(SIDE), porosity, 3.0, 1))
    assert solved(Solver(1 - case.labels, device="cpu")) == pytest.approx(ours(case, error=OURS).d_eff, rel=THEIRS)


def test_a_bed_of_spheres_in_all_directions() -> None:
    case = Case("bed", volumes.spheres(volumes.cube(SIDE), 0.45, 8.0, 2, apart=0.85))
    for axis, turn in (("z", (0, 1, 2)), ("y", (1, 0, 2)), ("x", (2, 0, 1))):
        theirs = solved(Solver(np.ascontiguousarray(1 - case.labels.transpose(turn)), device="cpu"))
        assert theirs == pytest.approx(ours(case, axis, error=OURS).d_eff, rel=THEIRS)


def test_periodic_sides() -> None:
    case = Case("blobs", volumes.blobs(volumes.cube(SIDE), 0.35, 3.0, 4), periodic_sides=True)
    assert solved(PeriodicSolver(1 - case.labels, device="cpu")) == pytest.approx(ours(case, error=OURS).d_eff, rel=THEIRS)


def test_a_three_phase_electrode() -> None:
    """Its solver of several phases has the ends half a voxel further out, behind matter like that of the end planes."""
    case = Case("electrode", volumes.electrode(volumes.cube(SIDE), 3), {0: 1.0, 2: 0.05})
    renamed = np.choose(case.labels, [1, 0, 2]).astype(np.uint8)
    theirs = solved(MultiPhaseSolver(renamed, cond={1: 1.0, 2: 0.05}, device="cpu"))
    found = ours(case, error=OURS).d_eff
    assert theirs == pytest.approx(found, rel=0.5 / SIDE + THEIRS)
    assert theirs == pytest.approx(ends_out(case), rel=THEIRS)


def ends_out(case: Case) -> float:
    """The twin on the grid of TauFactor's solver of several phases."""
    from benchmarks.transport import solved as on_their_grid

    return on_their_grid(case, half_a_voxel_out=True)

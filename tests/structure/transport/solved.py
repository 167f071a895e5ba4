"""The solver under test and its twin, asked in the same words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from tests.naive import voxels
from tests.structure.volumes import Case, Shape

from stratode.structure.transport.effective import effective
from stratode.structure.transport.parts import Conducting, Effective, Faces, Plain
from stratode.structure.volume import AXES, Volume, Voxel

TIGHT = 1e-6


def volume(case: Case) -> Volume:
    return Volume(case.labels, case.voxel, case.name, "drawn for the tests")


def ours(case: Case, axis: str = "z", faces: Faces | None = None, error: float = TIGHT) -> Effective:
    """The solver's answer, on one thread."""
    asked = Conducting(case.phases)
    return effective(volume(case), asked, axis, faces=faces or Plain(), periodic_sides=case.periodic_sides, error=error, threads=1)


def twin(case: Case, axis: str = "z", tolerance: float = 1e-11) -> voxels.Solved:
    """The same grid solved in float64, once per session; residual 1e-11, so that the heat is exact to round-off."""
    phases = tuple(sorted(case.phases.items()))
    return _twin(case.labels.tobytes(), case.labels.shape, phases, AXES.index(axis), case.voxel, case.periodic_sides, tolerance)


@cache
def _twin(
    labels: bytes, shape: Shape, phases: tuple[tuple[int, float], ...], axis: int, voxel: Voxel, periodic: bool, tolerance: float
) -> voxels.Solved:
    return voxels.effective(np.frombuffer(labels, np.uint8).reshape(shape), dict(phases), axis, voxel, periodic, tolerance)


def true_error(found: Effective, exact: float) -> float:
    """Relative; of an answer that is exactly zero nothing may be left."""
    return abs(found.d_eff / exact - 1.0) if exact > 1e-12 else abs(found.d_eff)


def turned(case: Case, order: tuple[int, int, int]) -> Case:
    """The case with its axes in another order."""
    return replace(case, labels=np.ascontiguousarray(case.labels.transpose(order)), voxel=tuple(case.voxel[a] for a in order))


def relabelled(case: Case, labels: np.ndarray) -> Case:
    return replace(case, labels=np.ascontiguousarray(labels))

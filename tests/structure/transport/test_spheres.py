"""Insulating spheres on a simple cubic lattice, both kinds of faces, against resolution."""

from __future__ import annotations

import pytest
from tests.naive.simple_cubic import multipoles
from tests.structure import volumes
from tests.structure.transport.solved import ours
from tests.structure.volumes import Case

from stratode.structure.transport.parts import Faces, Plain, Smoothed


def cells(fraction: float, per_diameter: float) -> int:
    """Voxels of the cell's edge, even, nearest to so many per diameter."""
    return 2 * round(0.5 * per_diameter / (6.0 * fraction / 3.141592653589793) ** (1.0 / 3.0))


def tau_error(fraction: float, n: int, faces: Faces) -> float:
    """Relative to the exact (1 - f) / D of the same spheres."""
    found = ours(Case("cubic", volumes.simple_cubic(n, fraction)), "z", faces, error=1e-5)
    return found.tau * multipoles(fraction) / (1.0 - fraction) - 1.0


@pytest.mark.parametrize(("fraction", "allowed"), [(0.1, 5e-3), (0.2, 5e-3), (0.3, 5e-3), (0.4, 1e-2)])
def test_smoothed_faces_meet_the_spheres_at_thirty_voxels_per_diameter(fraction: float, allowed: float) -> None:
    assert abs(tau_error(fraction, cells(fraction, 30.0), Smoothed())) <= allowed


@pytest.mark.parametrize("fraction", [0.2, 0.4])
def test_plain_voxels_are_too_tortuous_and_come_closer_as_they_shrink(fraction: float) -> None:
    found = [tau_error(fraction, cells(fraction, n), Plain()) for n in (10.0, 20.0, 40.0)]
    assert found[0] > found[1] > found[2] > 0.0
    assert found[2] < 0.5 * found[0]


@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.3, 0.4])
def test_smoothed_faces_gain_at_least_threefold(fraction: float) -> None:
    n = cells(fraction, 30.0)
    assert 3.0 * abs(tau_error(fraction, n, Smoothed())) <= abs(tau_error(fraction, n, Plain()))

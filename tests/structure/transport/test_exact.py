"""Volumes whose effective conductivity is known in closed form."""

from __future__ import annotations

from math import atan, log2, pi, sqrt

import numpy as np
import pytest
from tests.structure import volumes
from tests.structure.transport.solved import TIGHT, ours, volume
from tests.structure.volumes import Case

from stratode.structure.transport.parts import Smoothed
from stratode.structure.transport.tensor import tensor

EXACT = 1e-6


@pytest.mark.parametrize("faces", [None, Smoothed()])
@pytest.mark.parametrize("voxel", [(1e-6, 1e-6, 1e-6), (5e-6, 1e-6, 2e-7)])
def test_a_free_volume_conducts_as_its_matter(voxel: tuple[float, float, float], faces: Smoothed | None) -> None:
    case = Case("free", np.zeros((7, 9, 8), dtype=np.uint8), voxel=voxel)
    for axis in "zyx":
        found = ours(case, axis, faces)
        assert found.d_eff == pytest.approx(1.0, rel=EXACT)
        assert found.tau == pytest.approx(1.0, rel=EXACT)
        assert found.percolating_fraction == 1.0


@pytest.mark.parametrize(("width", "pitch"), [(1, 4), (3, 8), (7, 8)])
def test_straight_channels_have_no_tortuosity(width: int, pitch: int) -> None:
    found = ours(Case("straight", volumes.straight((13, 2 * pitch, 3 * pitch), width, pitch)))
    assert found.open_fraction == pytest.approx((width / pitch) ** 2, rel=1e-12)
    assert found.tau == pytest.approx(1.0, rel=EXACT)


@pytest.mark.parametrize("contrast", [1.0, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("thickness", [1, 4])
def test_layers_in_series_add_their_resistances(contrast: float, thickness: int) -> None:
    case = Case("across", volumes.layers((24, 5, 6), 0, thickness), {0: 1.0, 1: 1.0 / contrast})
    assert ours(case).d_eff == pytest.approx(2.0 / (1.0 + contrast), rel=EXACT)


@pytest.mark.parametrize("contrast", [1.0, 10.0, 1e3, 1e6])
def test_layers_in_parallel_add_their_conductances(contrast: float) -> None:
    case = Case("along", volumes.layers((6, 27, 5), 1, 3, phases=3), {0: 1.0, 1: 1.0 / contrast, 2: 0.5})
    for axis in "zx":
        assert ours(case, axis).d_eff == pytest.approx((1.5 + 1.0 / contrast) / 3.0, rel=EXACT)


@pytest.mark.parametrize("width", [2, 3, 6])
def test_inclined_channels_have_their_exact_lattice_value(width: int) -> None:
    """tau = 2 w / (w - 1) of slits at 45 degrees: the straight ends are a resistance of their own, which two lengths tell apart."""
    pitch = 2 * width + 1
    short, long = (ours(Case("slits", volumes.inclined(n * pitch, width, pitch), periodic_sides=True), error=1e-8) for n in (4, 8))
    slope = (8.0 / long.d_eff - 4.0 / short.d_eff) / 4.0
    assert slope * width / pitch == pytest.approx(2.0 * width / (width - 1.0), rel=1e-5)
    assert long.open_fraction == pytest.approx(width / pitch)


@pytest.mark.parametrize("width", [2, 5])
def test_the_tensor_of_inclined_channels_is_exact(width: int) -> None:
    """Flux is along the slit: D = (w - 1) / (2 p) [[1, -1], [-1, 1]] in z and x, and w / p along y."""
    pitch = 2 * width + 1
    found = tensor(volume(Case("slits", volumes.inclined(pitch, width, pitch, 3))), 0)
    along = (width - 1.0) / (2.0 * pitch)
    np.testing.assert_allclose(found, [[along, 0.0, -along], [0.0, width / pitch, 0.0], [-along, 0.0, along]], atol=1e-4 * along)


def corner_order(contrast: float) -> float:
    """Where four squares meet the potential goes as r^a, tan(pi a / 4) = contrast^(-1/2); the heat's error as h^(2 a) (Keller 1964)."""
    return 8.0 / pi * atan(1.0 / sqrt(contrast))


@pytest.mark.parametrize("contrast", [2.0, 10.0])
def test_a_checkerboard_tends_to_the_geometric_mean_at_the_order_of_its_corners(contrast: float) -> None:
    """D = sqrt(k1 k2) (Dykhne 1970); from the middle of one square to the middle of the next, by symmetry with closed sides."""
    exact = 1.0 / sqrt(contrast)
    d = [ours(Case("squares", volumes.checkerboard(n, n // 2, 2), {0: 1.0, 1: 1.0 / contrast})).d_eff for n in (32, 64, 128)]
    order = log2((d[0] - exact) / (d[1] - exact)), log2((d[1] - exact) / (d[2] - exact))
    assert order == pytest.approx([corner_order(contrast)] * 2, abs=0.1)
    assert d[2] == pytest.approx(exact, rel=0.05)
    power = 2.0 ** corner_order(contrast)
    assert (power * d[2] - d[1]) / (power - 1.0) == pytest.approx(exact, rel=2e-3)


@pytest.mark.parametrize("faces", [None, Smoothed()])
def test_what_does_not_percolate_conducts_nothing_and_says_so(faces: Smoothed | None) -> None:
    labels = volumes.blobs((20, 16, 18), 0.5, 2.0, 1)
    labels[9] = 1
    for error in (1e-2, TIGHT):
        found = ours(Case("wall", labels), faces=faces, error=error)
        assert (found.d_eff, found.percolating_fraction, found.solver_error) == (0.0, 0.0, 0.0)
        assert found.tau == found.macmullin == float("inf")
        assert found.open_fraction == pytest.approx(np.mean(labels == 0))


def test_what_hangs_on_one_end_only_carries_nothing() -> None:
    """A channel from end to end, a blind one from each end and an island: the answer is the channel's."""
    labels = np.ones((12, 12, 12), dtype=np.uint8)
    labels[:, 2:4, 2:4] = 0
    labels[:9, 7:9, 2:4] = 0
    labels[3:, 7:9, 7:9] = 0
    labels[4:8, 2:4, 8:10] = 0
    found = ours(Case("blind", labels))
    assert found.d_eff == pytest.approx(4.0 / 144.0, rel=EXACT)
    assert found.percolating_fraction == pytest.approx(12.0 / (12.0 + 9.0 + 9.0 + 4.0))

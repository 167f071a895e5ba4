"""What must change nothing, or exactly so much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.structure import volumes
from tests.structure.transport.solved import ours, relabelled, true_error, turned, twin, volume
from tests.structure.volumes import Case

from stratode.structure.transport.effective import effective
from stratode.structure.transport.parts import Faces, Plain, Smoothed
from stratode.structure.transport.tensor import tensor

MODES = [Plain(), Smoothed()]
BLOBS = Case("blobs", volumes.blobs((26, 22, 18), 0.5, 2.0, 3))
MIXED = Case("mixed", volumes.three_blobs((22, 18, 20), 0.4, 0.5, 2.0, 4), {0: 1.0, 1: 0.02, 2: 7.0})
ROUND_OFF = 1e-5  # of single precision, of an energy that began a hundred times as high
SAME = 4e-6  # two answers to 1e-6 each, and round-off


@pytest.mark.parametrize("faces", MODES)
@pytest.mark.parametrize("case", [BLOBS, MIXED], ids=lambda case: case.name)
def test_turning_the_volume_round_changes_nothing(case: Case, faces: Faces) -> None:
    """Reciprocity: the drop from one end to the other drives as much as the drop back."""
    reversed_ = relabelled(case, case.labels[::-1, ::-1, :])
    assert ours(reversed_, "z", faces).d_eff == pytest.approx(ours(case, "z", faces).d_eff, rel=SAME)


@pytest.mark.parametrize("faces", MODES)
@pytest.mark.parametrize("case", [BLOBS, replace(MIXED, voxel=(1e-6, 2e-6, 5e-7))], ids=lambda case: case.name)
def test_axes_may_change_places(case: Case, faces: Faces) -> None:
    for order in ((1, 2, 0), (2, 1, 0)):
        along = "zyx"[order.index(0)]
        assert ours(turned(case, order), along, faces).d_eff == pytest.approx(ours(case, "z", faces).d_eff, rel=SAME)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_volume_beside_its_mirror_image_conducts_the_same(axis: int) -> None:
    """Closed sides are mirrors, and an end at one potential is where two mirror images in a row meet."""
    twice = np.concatenate([BLOBS.labels, np.flip(BLOBS.labels, axis)], axis=axis)
    assert ours(relabelled(BLOBS, twice)).d_eff == pytest.approx(ours(BLOBS).d_eff, rel=SAME)


def test_a_volume_tiled_at_periodic_sides_conducts_the_same() -> None:
    periodic = replace(BLOBS, labels=BLOBS.labels[:, :21, :17], periodic_sides=True)
    for axis in (1, 2):
        twice = np.concatenate([periodic.labels] * 2, axis=axis)
        assert ours(relabelled(periodic, twice)).d_eff == pytest.approx(twin(periodic).d_eff, rel=SAME)


@pytest.mark.parametrize("factor", [2, 3])
def test_voxels_drawn_long_are_the_volume_stretched(factor: int) -> None:
    """Along z, D of a lattice with voxels of k : 1 : 1 is that of cubes whose sides conduct k2 as well, and of a free volume still 1."""
    flat = replace(BLOBS, voxel=(factor * 1e-6, 1e-6, 1e-6))
    assert ours(flat).d_eff == pytest.approx(twin(flat).d_eff, rel=SAME)
    layered = Case("along", volumes.straight((10, 12, 12), 2, 6), voxel=(factor * 1e-6, 1e-6, 3e-6))
    assert ours(layered).d_eff == pytest.approx(1.0 / 9.0, rel=SAME)
    scaled = replace(BLOBS, voxel=(factor * 1e-9, 1e-9, 1e-9))
    assert ours(scaled).d_eff == pytest.approx(ours(flat).d_eff, rel=1e-9)


@pytest.mark.parametrize("case", [BLOBS, MIXED, volumes.library()[2]], ids=lambda case: case.name)
def test_the_answer_falls_to_the_exact_one_from_above(case: Case) -> None:
    """The heat of any potential is an upper bound (Dirichlet), and conjugate gradients lower it in every step."""
    exact = twin(case).d_eff
    found = [ours(case, error=error) for error in (3e-2, 1e-2, 1e-3, 1e-4, 1e-5)]
    values = np.array([f.d_eff for f in found])
    assert np.all(np.diff(values) <= ROUND_OFF * exact)
    assert np.all(values >= exact * (1.0 - ROUND_OFF))
    assert np.all(np.diff([f.iterations for f in found]) >= 0)
    assert true_error(found[-1], exact) <= 2e-5
    doubles = [ours(case, error=error).d_eff for error in (1e-6, 1e-8)]
    assert exact * (1.0 - 1e-12) <= doubles[1] <= doubles[0]


@pytest.mark.parametrize("faces", MODES)
def test_more_threads_give_the_same_answer(faces: Faces) -> None:
    case = Case("blobs", volumes.blobs(volumes.cube(40), 0.4, 2.0, 6))
    one, two = (effective(volume(case), 0, "z", faces=faces, error=1e-5, threads=threads).d_eff for threads in (1, 2))
    assert two == pytest.approx(one, rel=2e-5)


def test_conductivities_scale() -> None:
    """Twice as conducting everywhere is twice the effective conductivity and the same tau."""
    doubled = replace(MIXED, phases={label: 2.0 * k for label, k in MIXED.phases.items()})
    one, two = ours(MIXED), ours(doubled)
    assert two.d_eff == pytest.approx(2.0 * one.d_eff, rel=SAME)
    assert two.tau == pytest.approx(one.tau, rel=SAME)


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("faces", MODES)
def test_a_volume_that_repeats_itself_may_begin_anywhere(faces: Faces, axis: int) -> None:
    whole = volume(Case("blobs", volumes.blobs((16, 16, 16), 0.4, 0.8, 3)))
    moved = replace(whole, labels=np.ascontiguousarray(np.roll(whole.labels, 3, axis)))
    assert tensor(moved, 0, faces=faces, error=1e-8) == pytest.approx(tensor(whole, 0, faces=faces, error=1e-8), abs=1e-8)

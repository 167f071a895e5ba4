"""What the transport solver is measured by is itself right: the twin on exact cases, the spheres' series against all poles."""

from __future__ import annotations

import numpy as np
import pytest
from tests.naive import simple_cubic, voxels
from tests.structure import volumes


def test_the_twin_adds_layers_as_resistors_and_as_conductors() -> None:
    labels, phases = volumes.layers((12, 5, 4), 0, 3), {0: 2.0, 1: 0.5}
    assert voxels.effective(labels, phases, 0).d_eff == pytest.approx(0.8, rel=1e-12)
    assert voxels.effective(labels, phases, 1).d_eff == pytest.approx(1.25, rel=1e-12)


def test_the_twins_flow_is_the_same_through_every_plane_and_gives_the_same_answer_as_its_heat() -> None:
    labels = volumes.blobs((15, 12, 10), 0.5, 1.5, 2)
    found = voxels.effective(labels, {0: 1.0, 1: 0.03}, 0, (3.0, 1.0, 2.0))
    np.testing.assert_allclose(found.flows * 45.0 / 240.0, found.d_eff, rtol=1e-10)
    assert found.flux[0].mean() == pytest.approx(found.d_eff, rel=1e-10)


@pytest.mark.parametrize("width", [2, 3, 5])
def test_a_staircase_of_voxels_has_its_exact_value(width: int) -> None:
    """D = (w - 1) / (2 p): a potential linear in z - x balances every voxel, and w - 1 of the w voxels of a row go on to the next."""
    pitch = 2 * width + 1
    found = voxels.tensor(volumes.inclined(pitch, width, pitch), volumes.PORE)
    assert found[0, 0] == pytest.approx((width - 1) / (2 * pitch), rel=1e-10)
    assert found[2, 0] == pytest.approx(-found[0, 0], rel=1e-10)
    assert found[1, 1] == pytest.approx(width / pitch, rel=1e-10)


def test_rayleighs_poles_give_the_published_series() -> None:
    """Sangani & Acrivos leave out fraction^(25/3) and give four digits: 2e-5 to a fraction of 0.3, 5e-4 at 0.4."""
    for fraction, allowed in ((0.1, 1e-7), (0.2, 1e-6), (0.3, 2e-5), (0.4, 5e-4)):
        assert simple_cubic.sangani_acrivos(fraction) == pytest.approx(simple_cubic.multipoles(fraction), rel=allowed)


def test_rayleighs_lattice_sums_are_those_of_1978() -> None:
    """S4 = 3.108 and S6 = 0.5733 of McPhedran & McKenzie 1978, without the factorial of the harmonics used here."""
    assert simple_cubic.lattice_sum(4, 0) / 24.0 == pytest.approx(3.1082, abs=1e-4)
    assert simple_cubic.lattice_sum(6, 0) / 720.0 == pytest.approx(0.5733, abs=1e-4)


def test_enough_poles_are_taken() -> None:
    assert simple_cubic.multipoles(0.4, 17) == pytest.approx(simple_cubic.multipoles(0.4, 21), rel=1e-8)

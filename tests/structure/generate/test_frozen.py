"""Frozen pillars: fractions met, aligned along z, and the twin without direction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stratode.structure.generate.frozen import Frozen, Resolved
from stratode.structure.generate.made import Generated
from stratode.structure.generate.make import generate
from stratode.structure.generate.sizes import Lognormal, OneSize

UM = 1e-6
PILLARS = Frozen(90 * UM, 60 * UM, 0.9 * UM, Lognormal(8 * UM, 1.2), 0.25, 0.45, 20 * UM, elongation=8.0)


@pytest.fixture(scope="module")
def aligned() -> Generated:
    return generate(PILLARS, 1)


@pytest.fixture(scope="module")
def twin() -> Generated:
    return generate(PILLARS.twin, 1)


def chord(mask: np.ndarray, axis: int) -> float:
    """Mean length of the runs of True along an axis, voxels."""
    ends = np.diff(np.moveaxis(mask, axis, 0).astype(np.int8), axis=0, prepend=0, append=0)
    return float(mask.sum() / (ends == 1).sum())


def test_fractions_are_met_in_both(aligned: Generated, twin: Generated) -> None:
    for made in (aligned, twin):
        shares = np.bincount(made.volume.labels.ravel(), minlength=3) / made.volume.labels.size
        assert shares == pytest.approx([0.30, 0.25, 0.45], abs=0.005)
        assert made.volume.phases == {0: "electrolyte", 1: "large particles", 2: "pillars"}


def test_pillars_are_long_along_z_and_the_twin_is_not(aligned: Generated, twin: Generated) -> None:
    """Chords of the electrolyte: several times longer along z, alike across; alike in all directions in the twin."""
    z, y, x = (chord(aligned.volume.labels == 0, axis) for axis in range(3))
    assert z > 2.5 * x
    assert y == pytest.approx(x, rel=0.2)
    z, y, x = (chord(twin.volume.labels == 0, axis) for axis in range(3))
    assert z == pytest.approx(0.5 * (x + y), rel=0.2)


def test_pillars_stand_a_spacing_apart(aligned: Generated) -> None:
    """The strongest wave across of the solid, from its power spectrum averaged over rings."""
    solid = (aligned.volume.labels != 0).astype(float)
    power = (np.abs(np.fft.fft2(solid - solid.mean(axis=(1, 2), keepdims=True))) ** 2).mean(axis=0)
    n = solid.shape[1]
    k = np.hypot(*np.meshgrid(np.fft.fftfreq(n) * n, np.fft.fftfreq(n) * n))
    ring = [power[(k >= a - 0.5) & (k < a + 0.5)].sum() for a in range(1, 10)]
    assert 1 + int(np.argmax(ring)) == pytest.approx(60 / 20, abs=1.0)


def test_large_particles_stand_in_the_pillars(aligned: Generated) -> None:
    """What touches a large particle is pillar far more often than electrolyte, against 45 : 30 by chance."""
    labels = aligned.volume.labels
    beside = np.concatenate([np.roll(labels, way, axis)[labels == 1] for axis in (1, 2) for way in (-1, 1)])
    assert (beside == 2).sum() > 3.5 * (beside == 0).sum()


def test_resolved_pillars_hold_small_particles_and_electrolyte() -> None:
    asked = replace(
        PILLARS, large_fraction=0.15, pillar_fraction=0.55, width=45 * UM, thickness=45 * UM, inside=Resolved(OneSize(4.4 * UM), 0.5)
    )
    made = generate(asked, 2)
    labels = made.volume.labels
    assert (labels == 1).mean() == pytest.approx(0.15, abs=0.005)
    assert (labels == 2).mean() == pytest.approx(0.55 * 0.5, abs=0.005)
    assert made.particles is not None
    assert made.particles.overlap < 0.01


def test_seeds(aligned: Generated) -> None:
    np.testing.assert_array_equal(generate(PILLARS, 1).volume.labels, aligned.volume.labels)
    assert (generate(PILLARS, 2).volume.labels != aligned.volume.labels).mean() > 0.2


def test_what_does_not_pack_is_refused() -> None:
    asked = replace(PILLARS, inside=Resolved(OneSize(4.4 * UM), 0.85), width=42 * UM, thickness=30 * UM)
    with pytest.raises(ValueError, match=r"fractions: must be attainable; particles would fill 0\.9"):
        generate(asked, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pillar_fraction": 0.8}, "pillar_fraction: must leave at least 2 % of electrolyte"),
        ({"large_fraction": 0.0}, "large_fraction: must lie between 0 and 1"),
        ({"elongation": 0.5}, "elongation, band: must lie in 1 to 100"),
        ({"spacing": 40 * UM}, "width, thickness: must be at least 80 um"),
        ({"voxel": 2 * UM}, "voxel: must fit 4 times into the smallest particle"),
        ({"thickness": float("inf")}, "thickness: must be a positive number in m"),
    ],
)
def test_impossible_pillars_are_refused(change, words) -> None:
    with pytest.raises(ValueError, match=words):
        replace(PILLARS, **change)

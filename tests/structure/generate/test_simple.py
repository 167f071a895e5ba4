"""Volumes of one rule: exact fractions, exact shapes."""

from __future__ import annotations

from dataclasses import replace
from math import pi

import numpy as np
import pytest

from stratode.structure.generate.make import generate
from stratode.structure.generate.overlapping import Overlapping
from stratode.structure.generate.simple import BODY_CENTRED, FACE_CENTRED, SIMPLE_CUBIC, Blobs, Channels, Checkerboard, Lattice, Slabs

UM = 1e-6
BLOBS = Blobs((40 * UM, 50 * UM, 60 * UM), UM, (0.3, 0.25), 3 * UM)


def correlation_length(labels: np.ndarray, axis: int) -> float:
    """Lag, voxels, at which the autocovariance of a phase along a periodic axis falls to half."""
    signal = (labels == 1) - (labels == 1).mean()
    covariance = [float((signal * np.roll(signal, lag, axis)).mean()) for lag in range(labels.shape[axis] // 2)]
    return float(np.interp(-0.5 * covariance[0], -np.array(covariance[:20]), np.arange(20)))


def test_blobs_meet_their_fractions_to_the_voxel() -> None:
    labels = generate(BLOBS, 1).volume.labels
    assert labels.shape == (40, 50, 60)
    assert np.bincount(labels.ravel()).tolist() == [54000, 36000, 30000]


def test_blobs_are_as_large_as_stated_and_stretched_as_stated() -> None:
    one = Blobs((60 * UM,) * 3, UM, (0.5,), 2 * UM)
    fine, coarse = (correlation_length(generate(replace(one, length=length * UM), 1).volume.labels, 2) for length in (1.5, 3.0))
    assert coarse / fine == pytest.approx(2.0, rel=0.15)
    # a field of correlation rho cut at half has the covariance asin(rho) / 2 pi: half of it where rho = sin(pi / 4)
    assert coarse == pytest.approx(3.0 * (4.0 * np.log(2.0**0.5)) ** 0.5, rel=0.15)
    labels = generate(replace(one, stretch=(3.0, 1.0, 1.0)), 1).volume.labels
    assert correlation_length(labels, 0) / correlation_length(labels, 2) == pytest.approx(3.0, rel=0.2)


def test_blobs_are_periodic_where_asked() -> None:
    """Across the seam neighbours differ as often as inside where periodic, and as strangers do where not."""
    for periodic, expected in ((True, 1.0), (False, 3.0)):
        labels = generate(replace(BLOBS, fractions=(0.5,), periodic=periodic), 3).volume.labels
        inner = np.mean(np.diff(labels.astype(np.int8), axis=0) != 0)
        seam = np.mean(labels[0] != labels[-1])
        assert (seam / inner < 1.6) if expected == 1.0 else (seam / inner > 2.0)


def test_seeds_of_blobs() -> None:
    one, again, other = (generate(BLOBS, seed).volume.labels for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, again)
    assert (one != other).mean() > 0.3


@pytest.mark.parametrize(("sites", "fraction"), [(SIMPLE_CUBIC, 0.4), (BODY_CENTRED, 0.6), (FACE_CENTRED, 0.7), (SIMPLE_CUBIC, 0.1)])
def test_lattices_come_to_their_fraction_with_the_voxels(sites: tuple, fraction: float) -> None:
    made = generate(Lattice(sites, fraction, 60, (1, 2, 1)))
    assert made.volume.shape == (60, 120, 60)
    assert made.volume.labels.mean() == pytest.approx(fraction, rel=0.01)


@pytest.mark.parametrize(("sites", "most"), [(SIMPLE_CUBIC, pi / 6), (BODY_CENTRED, pi * 3**0.5 / 8), (FACE_CENTRED, pi / 18**0.5)])
def test_spheres_of_a_lattice_at_most_touch(sites: tuple, most: float) -> None:
    Lattice(sites, most - 1e-9, 20, (1, 1, 1))
    with pytest.raises(ValueError, match=f"at most where the spheres touch, {most:.4f}"):
        Lattice(sites, most + 1e-6, 20, (1, 1, 1))


def test_inclined_channels_move_by_their_slope() -> None:
    labels = generate(Channels((6, 2, 12), 2, 6, 1)).volume.labels
    assert (labels == 0).mean() == pytest.approx(1 / 3)
    for z in range(5):
        np.testing.assert_array_equal(labels[z + 1], np.roll(labels[z], 1, axis=1))
    np.testing.assert_array_equal(labels[0, 0], [0, 0, 1, 1, 1, 1] * 2)


def test_slabs_and_checkerboards() -> None:
    slabs = generate(Slabs((4, 3, 10), 2, (3, 5, 2), (0, 7, 1))).volume.labels
    np.testing.assert_array_equal(slabs[2, 1], [0, 0, 0, 7, 7, 7, 7, 7, 1, 1])
    board = generate(Checkerboard((4, 4, 8), 2)).volume.labels
    assert board.mean() == 0.5
    assert (board[:2, :2, :2] == 0).all()
    assert (board[2:, :2, :2] == 1).all()
    flat = generate(Checkerboard((4, 4, 8), 2, flat=True)).volume.labels
    assert (flat == flat[0]).all()


def test_overlapping_spheres_meet_fraction_and_surface() -> None:
    """Fraction by choice; the number by 1 - exp(-n v / V), and the two-point function of the Boolean model along a line."""
    asked = Overlapping((80 * UM,) * 3, UM, 16 * UM, 0.5)
    made = generate(asked, 2)
    pore = made.volume.labels == 0
    assert pore.mean() == pytest.approx(0.5, abs=0.005)
    assert made.met[1].got == pytest.approx(asked.expected, rel=0.15)
    lag, r = 6.0, 8.0
    both = np.mean(pore & np.roll(pore, int(lag), 2))
    union = 4 / 3 * pi * r**3 * (1.0 + 0.75 * lag / r - lag**3 / (16.0 * r**3))
    exact = np.exp(np.log(pore.mean()) * union / (4 / 3 * pi * r**3))
    assert both == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: replace(BLOBS, fractions=(0.6, 0.5)), "fractions: must be positive and add up to less than 1"),
        (lambda: replace(BLOBS, length=0.0), "length: must be a positive number in m"),
        (lambda: replace(BLOBS, length=61 * UM), "length: must not be longer than every edge, at most 60 um; received 61 um"),
        (lambda: replace(BLOBS, size=(1e-7, 1e-5, 1e-5)), "voxel: must fit into every edge"),
        (lambda: replace(BLOBS, voxel=1e-9), "voxel: must make at most 2\\^31 voxels"),
        (lambda: Channels((4, 4, 10), 2, 4), "the pitch divide the voxels along x"),
        (lambda: Slabs((4, 4, 4), 0, (1, 2), (0, 1)), "thicknesses: must add up to the 4 voxels"),
        (lambda: Slabs((4, 4, 4), 0, (2, 2), (0, 300)), "phases: must be labels from 0 to 255"),
        (lambda: Checkerboard((4, 4, 5), 2), "edge: must divide every axis"),
        (lambda: Overlapping((1e-5,) * 3, 1e-6, 2e-5, 0.5), "size: must be at least the spheres' diameter"),
        (lambda: generate(Overlapping((4e-6,) * 3, 1e-6, 4e-6, 0.21), 0), "fraction of phase 1: must be met within 0.5 points"),
    ],
)
def test_impossible_volumes_are_refused(make, words) -> None:
    with pytest.raises(ValueError, match=words):
        make()

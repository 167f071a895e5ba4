"""Binder bridges particles; a coating covers what was asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage
from tests.structure.generate.beds import UM, double

from stratode.structure.generate.make import generate
from stratode.structure.generate.statements import Binder, Coating

PARTICLE, BINDER = 1, 2


def owners(made, shape) -> np.ndarray:
    """Index of the particle each voxel's centre lies in, -1 else, by brute force over the particles."""
    out = np.full(shape, -1)
    grid = [(np.arange(n) + 0.5) * 0.5 * UM for n in shape]
    width = shape[1] * 0.5 * UM
    for i, (centre, r) in enumerate(zip(made.particles.centres, made.particles.drawn_radii, strict=True)):
        d = [grid[0] - centre[0], *((axis - c + width / 2) % width - width / 2 for axis, c in zip(grid[1:], centre[1:], strict=True))]
        inside = d[0][:, None, None] ** 2 + d[1][None, :, None] ** 2 + d[2][None, None, :] ** 2 <= r * r
        out[inside] = i
    return out


def test_every_bridge_touches_two_particles() -> None:
    made = generate(double(binder=0.02), seed=1)
    labels = made.volume.labels
    owner = owners(made, labels.shape)
    np.testing.assert_array_equal(owner >= 0, labels == PARTICLE)
    bridges, count = ndimage.label(labels == BINDER, np.ones((3, 3, 3)))
    around = np.stack([np.roll(owner, (a, b, c), (0, 1, 2)) for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)])
    sides = np.zeros_like(labels, dtype=bool)
    sides[:, [0, -1]] = sides[:, :, [0, -1]] = True  # the labelling cuts what continues across the periodic sides
    sides[63:65] = True  # and each layer has its own amount of binder
    touched = []
    for k, place in enumerate(ndimage.find_objects(bridges), 1):
        own = bridges[place] == k
        if not sides[place][own].any():
            touched.append(len(set(around[(slice(None), *place)][:, own].ravel()) - {-1}))
    assert count > 50
    assert len(touched) > 50
    assert min(touched) >= 2


def test_more_binder_grows_out_of_less() -> None:
    """Bridges thicken: the same bed with more binder holds what it held with less."""
    less, more = (generate(replace(double(0.45 + 0.06 - b), binder=Binder(b)), seed=1).volume.labels for b in (0.03, 0.06))
    assert ((less == BINDER) & (more == BINDER)).sum() / (less == BINDER).sum() > 0.99


def test_binder_that_finds_no_room_is_refused() -> None:
    asked = replace(double(0.02), binder=Binder(0.9))
    with pytest.raises(ValueError, match="binder fraction: must find room between particles"):
        generate(asked, seed=1)


@pytest.mark.parametrize("coverage", [0.2, 0.6, 1.0])
def test_coverage_porosity_and_thickness_of_a_coating_are_met(coverage: float) -> None:
    asked = double(binder=0.0, coating=Coating("LLZO", coverage, 1.0 * UM, 3.0 * UM))
    labels = generate(asked, seed=1).volume.labels
    covered = free = 0
    for axis, wrap in ((0, False), (1, True), (2, True)):
        other = np.roll(labels, -1, axis)
        pairs = (labels, other) if wrap else (labels[:-1], other[:-1])
        for one, two in (pairs, pairs[::-1]):
            covered += int(((one == 1) & (two == 2)).sum())
            free += int(((one == 1) & (two == 0)).sum())
    assert covered / (covered + free) == pytest.approx(coverage, abs=0.01)
    assert (labels[:64] == 0).mean() == pytest.approx(0.45, abs=0.005)
    assert (labels[64:] == 0).mean() == pytest.approx(0.45, abs=0.005)
    away = ndimage.distance_transform_edt(np.pad(labels, ((0, 0), (8, 8), (8, 8)), "wrap") != 1)[:, 8:-8, 8:-8]
    assert away[labels == 2].max() <= 1.0 / 0.5 + 1.0
    if coverage == 1.0:
        assert (labels[(away > 0) & (away < 1.0 / 0.5)] == 2).mean() > 0.9


def test_patches_are_as_wide_as_stated() -> None:
    """Wider patches have less edge: covered and bare surface meet less often."""

    def edge(patch: float) -> int:
        labels = generate(double(binder=0.0, coating=Coating("LLZO", 0.5, 0.6 * UM, patch * UM)), seed=1).volume.labels
        shell = (labels == 2) | ((labels == 0) & ndimage.binary_dilation(labels == 1))
        both = shell & np.roll(shell, 1, 2)
        return int((both & (labels != np.roll(labels, 1, 2))).sum())

    assert edge(2.0) > 1.3 * edge(6.0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Binder(0.0), "binder fraction: must lie between 0 and 1, both excluded; received 0.0"),
        (lambda: Binder(0.1, " "), "binder: must have a name"),
        (lambda: Coating("LLZO", 1.5, 1e-6, 1e-6), "coverage: must lie above 0 and not above 1; received 1.5"),
        (lambda: Coating("LLZO", 0.5, 0.0, 1e-6), "coating thickness: must be a positive number"),
        (
            lambda: double(coating=Coating("LLZO", 0.5, 0.2 * UM, UM)),
            "coating thickness: must be at least one voxel, 0.5 um; received 0.2 um",
        ),
    ],
)
def test_impossible_dress_is_refused(make, words) -> None:
    with pytest.raises(ValueError, match=words):
        make()

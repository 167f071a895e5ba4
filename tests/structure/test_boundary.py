"""Layers told apart along the thickness: known boundaries are found, whatever tells the layers apart."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stratode.structure.boundary import layering
from stratode.structure.volume import Volume


def volume(labels: NDArray[np.bool_] | NDArray[np.uint8]) -> Volume:
    return Volume(labels.astype(np.uint8), (1e-6, 1e-6, 1e-6), "drawn", "drawn")


def noise(shape: tuple[int, int, int], porosity: float, seed: int, grain: int = 1) -> NDArray[np.bool_]:
    """Cubes of `grain` voxels, each solid or not by chance."""
    draw = np.random.default_rng(seed)
    coarse = draw.random(tuple(-(-n // grain) for n in shape)) >= porosity
    fine = coarse.repeat(grain, 0).repeat(grain, 1).repeat(grain, 2)
    return fine[: shape[0], : shape[1], : shape[2]]


@pytest.mark.parametrize("at", [20, 33, 61])
def test_a_step_in_porosity_is_found_to_the_plane(at: int) -> None:
    labels = np.concatenate([noise((at, 48, 48), 0.5, 1), noise((80 - at, 48, 48), 0.35, 2)])
    found = layering(volume(labels))
    assert found.planes == ((0, at), (at, 80))
    assert found.clear


def test_particles_of_other_size_at_the_same_porosity_are_found() -> None:
    labels = np.concatenate([noise((40, 60, 60), 0.4, 3, grain=2), noise((40, 60, 60), 0.4, 4, grain=6)])
    ((_, cut), _) = layering(volume(labels)).planes
    assert abs(cut - 40) <= 1


def test_labels_of_their_own_three_layers_and_any_axis() -> None:
    solid = noise((60, 40, 40), 0.4, 5).astype(np.uint8)
    solid[20:45] *= 2
    solid[45:] *= 3
    assert layering(volume(solid), 3).planes == ((0, 20), (20, 45), (45, 60))
    assert layering(volume(np.moveaxis(solid, 0, 2)), 3, "x").planes == ((0, 20), (20, 45), (45, 60))


def test_a_uniform_volume_has_no_clear_boundary() -> None:
    assert not layering(volume(noise((60, 50, 50), 0.4, 6, grain=4))).clear
    assert layering(volume(np.zeros((20, 5, 5), bool))).explained == 0.0


def test_layers_without_any_scatter_are_told_exactly() -> None:
    labels = np.zeros((30, 8, 8), np.uint8)
    labels[:, :4] = 1
    labels[12:, :6] = 1
    found = layering(volume(labels))
    assert found.planes == ((0, 12), (12, 30))
    assert found.explained == pytest.approx(1.0)


@pytest.mark.parametrize("count", [0, 6, 21])
def test_more_layers_than_planes_allow_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=r"layers: must be from 1 to 5 for 20 planes; received '\d+'"):
        layering(volume(noise((20, 8, 8), 0.4, 7)), count)

"""Representative volume: independent voxels with their exact variance, layers that never average out, correlations, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stratode.structure.geometry.correlation import correlation
from stratode.structure.geometry.representative import representative
from stratode.structure.geometry.surface import specific_surface
from stratode.structure.volume import Volume

VOXEL = (1e-6, 1e-6, 2e-6)


def volume(labels: np.ndarray) -> Volume:
    return Volume(labels.astype(np.uint8), VOXEL, "made", "made up")


def grains(seed: int, edge: int = 72, grain: int = 3) -> Volume:
    """Cubes of `grain` voxels, each of label 1 by a chance of 0.3."""
    small = np.random.default_rng(seed).random((edge // grain,) * 3) < 0.3
    return volume(np.kron(small, np.ones((grain,) * 3)))


def test_independent_grains_have_the_standard_error_of_their_number() -> None:
    """Variance f (1 - f) (grain volume) / V; the integral range is a grain's volume."""
    found = [representative(grains(seed), 1) for seed in range(6)]
    exact = (0.3 * 0.7 * 3**3 / 72**3) ** 0.5
    assert np.mean([f.error for f in found]) == pytest.approx(exact, rel=0.25)
    assert np.std([f.value for f in found]) == pytest.approx(exact, rel=0.8)
    assert np.mean([f.exponent for f in found]) > 0.9
    ranges = [f.scale / (0.3 * 0.7) for f in found if f.exponent > 0.99]
    assert np.mean(ranges) == pytest.approx(27 * np.prod(VOXEL), rel=0.2)


def test_scatter_is_that_of_the_parts() -> None:
    whole = grains(1)
    found = representative(whole, 1, divisions=(2, 4))
    by_hand = [whole.labels[z : z + 36, y : y + 36, x : x + 36].mean() for z in (0, 36) for y in (0, 36) for x in (0, 36)]
    assert found.deviations[0] == pytest.approx(np.std(by_hand))
    assert found.means == pytest.approx([whole.labels.mean()] * 2)
    assert found.parts.tolist() == [8, 64]
    assert found.volumes == pytest.approx(np.array([36**3, 18**3]) * np.prod(VOXEL))
    assert found.value == pytest.approx(whole.labels.mean())


def test_channels_fall_more_slowly_than_grains() -> None:
    """Random channels along z: only the cross-section averages, variance ~ V^-2/3."""
    plane = np.random.default_rng(3).random((1, 72, 72)) < 0.4
    found = representative(volume(np.repeat(plane, 72, axis=0)), 1)
    assert found.exponent == pytest.approx(2.0 / 3.0, abs=0.12)


def test_two_divisions_are_fitted_exactly() -> None:
    """D2(v) = K (v^-a - 1), v = 1/8 and 1/64 of the whole: their ratio is 8^a + 1, so K = D2(1/8) / (ratio - 2)."""
    plane = np.random.default_rng(3).random((1, 72, 72)) < 0.4
    found = representative(volume(np.repeat(plane, 72, axis=0)), 1, divisions=(2, 4))
    coarse, fine = found.deviations**2
    assert 3.0 < fine / coarse < 8.0
    assert found.error**2 == pytest.approx(coarse / (fine / coarse - 2.0), rel=0.03)


def test_layers_are_said_to_be_graded_and_grains_are_not() -> None:
    assert [representative(grains(seed), 1).graded for seed in range(4)] == [""] * 4
    for axis in range(3):
        chance = np.where(np.arange(24) < 12, 0.2, 0.5)[:, None, None]
        small = np.moveaxis(np.random.default_rng(7).random((24, 24, 24)) < chance, 0, axis)
        found = representative(volume(np.kron(small, np.ones((3, 3, 3)))), 1)
        assert found.graded == "zyx"[axis]
        assert found.trends[axis] > 0.5


def test_any_quantity_may_be_asked_about_and_progress_is_told() -> None:
    said: list[float] = []
    found = representative(
        grains(2, 48, 2), lambda part: specific_surface(part, 1).per_volume, divisions=(2, 3), progress=lambda done, _: said.append(done)
    )
    assert found.value == pytest.approx(found.means[0], rel=0.05)
    assert 0.0 < found.error < 0.05 * found.value
    assert said == sorted(said)
    assert (said[0], said[-1], len(said)) == (1 / 36, 1.0, 8 + 27 + 1)


def test_a_volume_for_an_error_is_where_the_fit_has_it() -> None:
    found = representative(grains(4), 1)
    whole = float(np.prod(grains(4).lengths))
    assert found.volume_for(found.error) == pytest.approx(whole)
    fit = replace(found, exponent=1.0, scale=4e-18)
    assert fit.volume_for(2e-3) == pytest.approx(1e-12)
    with pytest.raises(ValueError, match="must be positive"):
        found.volume_for(0.0)


def test_a_uniform_volume_has_no_error_and_small_or_failing_ones_are_refused() -> None:
    assert representative(volume(np.ones((32, 32, 32))), 1).error == 0.0
    with pytest.raises(ValueError, match=r"for a volume of \(20, 20, 20\)"):
        representative(volume(np.ones((20, 20, 20))), 1)
    with pytest.raises(ValueError, match=r"received inf for one of \(32, 32, 32\)"):
        representative(volume(np.ones((32, 32, 32))), lambda _: float("inf"))


def test_correlation_of_grains_falls_in_a_straight_line_over_a_grain() -> None:
    labels = grains(5, 120, 6).labels
    for axis, edge in zip("zx", (1e-6, 2e-6), strict=True):
        found = correlation(volume(labels), 1, axis)
        assert found.values[:7] == pytest.approx(1.0 - np.arange(7) / 6.0, abs=0.03)
        assert found.distances[1] == pytest.approx(edge)
        assert found.length == pytest.approx(3.0 * edge, rel=0.12)
        fine = np.linspace(0.0, found.distances[-1], 200001)
        under = np.maximum(np.interp(fine, found.distances, found.values), 0.0)
        assert found.length == pytest.approx(under.mean() * fine[-1], rel=1e-4)
        assert found.reached


def test_correlation_of_channels_never_ends_along_them() -> None:
    plane = np.random.default_rng(6).random((1, 30, 30)) < 0.5
    found = correlation(volume(np.repeat(plane, 20, axis=0)), 1, "z")
    assert found.values == pytest.approx(np.ones(11))
    assert not found.reached
    assert found.length == pytest.approx(10e-6)


def test_layers_across_the_axis_and_undefined_correlations() -> None:
    labels = np.repeat(np.arange(20) % 8 < 4, 1)[:, None, None] * np.ones((1, 4, 4))
    found = correlation(volume(labels), 1, "z", farthest=10)
    assert found.reached
    assert found.values.size <= 4
    with pytest.raises(ValueError, match="received 3 at 0%"):
        correlation(volume(labels), 3, "z")
    with pytest.raises(ValueError, match="received 'r'"):
        correlation(volume(labels), 1, "r")

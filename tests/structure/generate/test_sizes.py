"""Drawn sizes follow their distributions by volume."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
from scipy import stats

from stratode.structure.generate.sizes import KEPT, Listed, Lognormal, OneSize


def volume_of(radii: np.ndarray) -> float:
    return float(4.0 / 3.0 * pi * (radii**3).sum())


def test_a_lognormal_by_volume_is_lognormal_by_number_with_a_lower_median() -> None:
    """Kolmogorov-Smirnov against Hatch & Choate's relation, cut off where the statement says; the sample is stratified, hence closer."""
    median, spread = 9e-6, 1.4
    radii = Lognormal(median, spread).draw(4e-12, np.random.default_rng(1))
    s = np.log(spread)
    number_median = median * np.exp(-3.0 * s**2)
    low, high = (stats.norm.cdf((np.log(median * spread**x / number_median)) / s) for x in (-KEPT, KEPT))

    def cumulated(d: np.ndarray) -> np.ndarray:
        return (stats.norm.cdf(np.log(d / number_median) / s) - low) / (high - low)

    assert radii.size > 1000
    assert stats.kstest(2.0 * radii, cumulated).statistic < 1.5 / radii.size**0.5


def test_half_of_a_lognormals_volume_lies_below_its_median() -> None:
    radii = np.sort(Lognormal(9e-6, 1.3).draw(4e-12, np.random.default_rng(2)))
    below = volume_of(radii[2.0 * radii < 9e-6]) / volume_of(radii)
    assert below == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("sizes", [OneSize(3e-6), Lognormal(3e-6, 1.5), Listed((2e-6, 4e-6), (0.3, 0.7))])
def test_as_many_are_drawn_as_fill_the_volume(sizes: OneSize | Lognormal | Listed) -> None:
    radii = sizes.draw(1e-12, np.random.default_rng(3))
    assert volume_of(radii) == pytest.approx(1e-12, rel=0.01)
    assert 2.0 * radii.min() >= sizes.smallest * (1 - 1e-12)
    assert 2.0 * radii.max() <= sizes.largest * (1 + 1e-12)


def test_classes_take_their_shares_of_the_volume() -> None:
    radii = Listed((2e-6, 4e-6, 8e-6), (0.2, 0.5, 0.3)).draw(1e-12, np.random.default_rng(4))
    shares = [volume_of(radii[np.isclose(2.0 * radii, d)]) / volume_of(radii) for d in (2e-6, 4e-6, 8e-6)]
    assert shares == pytest.approx([0.2, 0.5, 0.3], abs=0.002)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: OneSize(0.0), "diameter: must be a positive number in m"),
        (lambda: OneSize(float("nan")), "diameter"),
        (lambda: Lognormal(1e-6, 1.0), "spread: must lie above 1"),
        (lambda: Lognormal(-1e-6, 1.2), "median"),
        (lambda: Listed((1e-6,), (0.5, 0.5)), "one share for each diameter"),
        (lambda: Listed((1e-6, 2e-6), (0.5, 0.4)), "shares: must add up to 1; received 0.9"),
        (lambda: OneSize(1e-9).draw(1e-12, np.random.default_rng(0)), "particles: must not be more than"),
    ],
)
def test_impossible_sizes_are_refused(make, words) -> None:
    with pytest.raises(ValueError, match=words):
        make()

"""Areal texture: waves and normal surfaces with known parameters, filters, outliers, tilt, formats."""

from pathlib import Path

import numpy as np
import pytest
from tests.lab import covered
from tests.lab.surfaces.fields import UM, gaussian, surface

from stratode.lab.estimate import found
from stratode.lab.reading.pictures import read_picture
from stratode.lab.surfaces.height_map import height_map_of
from stratode.lab.surfaces.levelling import Levelling, levelled
from stratode.lab.surfaces.roughness import RoughnessAnalysis, analyse

TRUTHS = {"Sa": UM * np.sqrt(2.0 / np.pi), "Sq": UM, "Ssk": 0.0, "Sku": 3.0}
PLAIN = Levelling(form="none", outliers=False)


def wave(period: float, amplitude: float = UM, size: int = 200) -> np.ndarray:
    """Whole waves along x, period in pixels."""
    return np.tile(amplitude * np.sin(2.0 * np.pi * (np.arange(size) + 0.25) / period), (size, 1))


def test_a_sine_wave_has_its_textbook_parameters() -> None:
    result = analyse(surface(wave(20.0)), PLAIN)
    truths = {"Sa": 2.0 * UM / np.pi, "Sq": UM / np.sqrt(2.0), "Sz": 2.0 * UM, "Ssk": 0.0, "Sku": 1.5}
    for symbol, truth in truths.items():
        assert found(result.estimates, symbol).value == pytest.approx(truth, rel=0.01, abs=1e-9 + 0.01 * (symbol == "Ssk")), symbol


def test_a_plane_and_a_bowl_leave_nothing_of_themselves() -> None:
    y, x = np.mgrid[:200, :200] / 200.0
    tilted = analyse(surface(wave(20.0) + 300.0 * UM * x + 100.0 * UM * y), Levelling(outliers=False))
    assert found(tilted.estimates, "Sq").value == pytest.approx(UM / np.sqrt(2.0), rel=0.01)
    assert "tilted" in covered.names_of_cautions(tilted)
    assert tilted.levelled.tilt == pytest.approx(np.hypot(300.0, 100.0) / 400.0, rel=1e-3)
    bowl = levelled(surface(wave(20.0) + 50.0 * UM * (x - 0.4) ** 2), Levelling("quadratic", outliers=False))
    assert np.std(bowl.heights) == pytest.approx(UM / np.sqrt(2.0), rel=0.01)
    untouched = analyse(surface(wave(20.0) + 300.0 * UM * x), PLAIN)
    assert any("NOT removed" in c.words for c in untouched.cautions)


def test_filters_halve_a_wave_at_their_cut_off() -> None:
    """ISO 16610-61: 50 % transmission at the cut-off."""
    pixel = 2.0 * UM
    inner = (slice(60, 140),) * 2
    for how in (Levelling("none", s_filter=20 * pixel, outliers=False), Levelling("none", l_filter=20 * pixel, outliers=False)):
        left = levelled(surface(wave(20.0)), how).heights[inner]
        assert np.std(left) == pytest.approx(0.5 * UM / np.sqrt(2.0), rel=0.02)


def test_the_autocorrelation_length_of_a_normal_surface() -> None:
    """exp(-r^2 / (4 l^2)) falls to 0.2 at 2 l sqrt(ln 5)."""
    result = analyse(surface(gaussian(np.random.default_rng(0), 400, 4.0)))
    assert found(result.estimates, "Sal").value == pytest.approx(2.0 * UM * 8.0 * np.sqrt(np.log(5.0)), rel=0.08)


def normal(rng: np.random.Generator) -> RoughnessAnalysis:
    return analyse(surface(gaussian(rng)))


def test_intervals_hold_the_truth() -> None:
    for symbol, share in covered.shares(normal, TRUTHS, covered.FEW).items():
        assert share >= covered.LEAST_OF_FEW, symbol


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(normal, TRUTHS, covered.MANY).items():
        assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1], symbol


def test_spikes_are_left_out_and_counted_and_ridges_are_not() -> None:
    heights = gaussian(np.random.default_rng(1))
    heights[50, 60] += 40.0 * UM
    heights[120, 20] -= 40.0 * UM
    heights[10, 10:14] = np.nan
    result = analyse(surface(heights))
    assert result.levelled.outliers == 2
    assert result.levelled.dropouts == 4
    assert {"outliers", "dropouts", "extreme"} <= set(covered.names_of_cautions(result))
    assert found(result.estimates, "Sz").value < 12.0 * UM
    kept = analyse(surface(heights), Levelling(outliers=False))
    assert found(kept.estimates, "Sz").value > 70.0 * UM
    steep = np.exp(gaussian(np.random.default_rng(2), 200, 4.0) / UM)
    assert levelled(surface(steep * UM), Levelling()).outliers == 0


def test_what_a_map_cannot_tell_is_told() -> None:
    rng = np.random.default_rng(3)
    assert "resolution" in covered.names_of_cautions(analyse(surface(UM * rng.standard_normal((100, 100)))))
    assert "small_area" in covered.names_of_cautions(analyse(surface(gaussian(rng, 100, 12.0))))
    assert "coarse_heights" in covered.names_of_cautions(analyse(surface(np.round(gaussian(rng) / UM) * UM)))
    assert "heavy_tails" in covered.names_of_cautions(analyse(surface(np.exp(gaussian(rng) / UM) * UM)))
    with pytest.raises(ValueError, match="all heights are alike"):
        analyse(surface(np.ones((50, 50))))
    with pytest.raises(ValueError, match="at least 32 x 32"):
        surface(np.ones((50, 20)))
    with pytest.raises(ValueError, match=r"finer than the L-filter"):
        Levelling(s_filter=1e-3, l_filter=1e-4)
    with pytest.raises(ValueError, match="one of none, plane, quadratic; received 'bowl'"):
        Levelling(form="bowl")


def test_matrix_array_and_points_are_the_same_map(tmp_path: Path) -> None:
    heights = np.round(gaussian(np.random.default_rng(4), 60) / UM, 4)
    heights[3, 4] = np.nan
    np.save(tmp_path / "map.npy", heights)
    np.savetxt(tmp_path / "map.csv", heights, delimiter=";", fmt="%.4f")
    y, x = np.mgrid[:60, :60] * 2.0
    points = np.column_stack([x.ravel(), y.ravel(), heights.ravel()])
    np.savetxt(tmp_path / "map.txt", np.random.default_rng(5).permutation(points), fmt="%.6g")
    maps = [height_map_of(read_picture(tmp_path / name), 2.0 * UM, UM) for name in ("map.npy", "map.csv", "map.txt")]
    for one in maps:
        assert one.pixel == pytest.approx(2.0 * UM)
        np.testing.assert_allclose(one.heights, heights * UM, equal_nan=True)
    with pytest.raises(ValueError, match="does not state how far apart its heights lie"):
        height_map_of(read_picture(tmp_path / "map.npy"), None, UM)
    points[5, 0] += 0.7
    np.savetxt(tmp_path / "off.txt", points)
    with pytest.raises(ValueError, match="regular grid"):
        height_map_of(read_picture(tmp_path / "off.txt"), None, UM)

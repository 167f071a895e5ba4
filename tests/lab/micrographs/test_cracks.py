"""Cracks: stripes of known width and length, random cracks of known share, light, thresholds."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from tests.lab import covered

from stratode.lab.estimate import found
from stratode.lab.micrographs.cracks import CrackAnalysis, Finding, analyse, line_length
from stratode.lab.micrographs.flat import otsu
from stratode.lab.reading.pictures import Picture
from stratode.lab.record import Origin

HERE = Origin("top.png", "simulated")
UM = 1e-6


def shown(mask: np.ndarray, rng: np.random.Generator, noise: float = 6.0, light: np.ndarray | float = 1.0) -> Picture:
    """Dark cracks on a bright electrode, slightly blurred."""
    grey = gaussian_filter(np.where(mask, 60.0, 170.0), 0.7) * light + noise * rng.standard_normal(mask.shape)
    return Picture(grey, 0.5 * UM, HERE)


def stripes(size: int = 300, every: int = 50, width: int = 6) -> np.ndarray:
    return np.tile((np.arange(size) + every // 2) % every < width, (size, 1))


def network(rng: np.random.Generator, size: int = 360, count: float = 40.0, length: float = 80.0, width: float = 5.0) -> np.ndarray:
    """Straight cracks thrown at random over a field larger than what is seen."""
    margin = length
    drawn = rng.poisson(count * ((size + 2 * margin) / size) ** 2)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    mask = np.zeros((size, size), bool)
    for cy, cx, angle in zip(*rng.uniform(-margin, size + margin, (2, drawn)), rng.uniform(0, np.pi, drawn), strict=True):
        across = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
        along = (y - cy) * np.sin(angle) + (x - cx) * np.cos(angle)
        mask |= (np.abs(across) <= 0.5 * width) & (np.abs(along) <= 0.5 * length)
    return mask


def test_stripes_give_share_length_width_and_distance() -> None:
    result = analyse(shown(stripes(), np.random.default_rng(0)))
    truths = {
        "A_crack": 6 / 50,
        "L_A": 1 / (50 * 0.5 * UM),
        "w_mean": 6 * 0.5 * UM,
        "s_mean": 2 * 44 * 0.5 * UM,
    }  # rows cross, columns do not
    for symbol, truth in truths.items():
        assert found(result.estimates, symbol).value == pytest.approx(truth, rel=0.08), symbol
    assert "no_scale" not in covered.names_of_cautions(result)


def test_the_length_of_lines_in_any_direction() -> None:
    """Kulpa's weights: within 5 % of the true length whatever the slope (8 % too short along an axis would be the worst)."""
    for slope in np.linspace(0.0, 1.0, 9):
        lines = np.zeros((400, 400), bool)
        x = np.arange(20, 380)
        lines[np.rint(20 + slope * (x - 20)).astype(int), x] = True
        assert line_length(lines).sum() == pytest.approx(359.0 * np.hypot(1.0, slope), rel=0.08)
    lengths = []
    for angle in np.linspace(0.0, np.pi / 4, 40):
        lines, x = np.zeros((400, 400), bool), np.arange(50, 350)
        lines[np.rint(50 + np.tan(angle) * (x - 50)).astype(int), x] = True
        lengths.append((line_length(lines).sum(), line_length(lines.T).sum(), 299.0 / np.cos(angle)))
    along, down, true = np.array(lengths).T
    assert np.mean(along / true) == pytest.approx(1.0, abs=0.02)
    assert down == pytest.approx(along)


def test_otsu_parts_two_kinds_where_a_loop_over_all_thresholds_does() -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(60, 8, 400), rng.normal(160, 12, 3000)])

    def between(t: float) -> float:
        low, high = values[values < t], values[values >= t]
        return low.size * high.size * (low.mean() - high.mean()) ** 2

    best = max(np.linspace(40, 200, 2000), key=between)
    assert between(otsu(values)[0]) == pytest.approx(between(best), rel=1e-3)
    assert otsu(rng.standard_normal(100_000))[3] == pytest.approx(2 / np.pi, abs=0.01)


def test_uneven_light_is_told_and_divided_out() -> None:
    rng = np.random.default_rng(2)
    mask = network(rng)
    light = np.linspace(0.6, 1.4, mask.shape[1])[None, :]
    even = analyse(shown(mask, rng, light=light))
    assert "uneven_light" in covered.names_of_cautions(even)
    assert found(even.estimates, "A_crack").value == pytest.approx(mask.mean(), rel=0.08)
    left = analyse(shown(mask, rng, light=light), Finding(smooth=0.0))
    assert "uneven_light" in covered.names_of_cautions(left)


def test_bright_cracks_and_stated_thresholds() -> None:
    rng = np.random.default_rng(3)
    mask = network(rng)
    dark = shown(mask, rng)
    negative = Picture(230.0 - dark.values, dark.pixel, HERE)
    assert found(analyse(negative, Finding(bright=True)).estimates, "A_crack").value == pytest.approx(mask.mean(), rel=0.08)
    assert found(analyse(dark, Finding(threshold=115.0)).estimates, "A_crack").value == pytest.approx(mask.mean(), rel=0.08)


SHARE = 1.0 - np.exp(-40.0 * 80.0 * 5.0 / 360.0**2)  # of the plane, by cracks thrown at random


def cracked(rng: np.random.Generator) -> CrackAnalysis:
    return analyse(shown(network(rng), rng))


@pytest.mark.slow
def test_the_interval_holds_the_share_of_the_whole_electrode() -> None:
    share = covered.shares(cracked, {"A_crack": SHARE}, 200)["A_crack"]
    assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1]


def test_what_the_picture_cannot_tell_is_told() -> None:
    rng = np.random.default_rng(4)
    blank = Picture(150.0 + 10.0 * rng.standard_normal((200, 200)), None, HERE)
    assert {"not_two_kinds", "no_scale"} <= set(covered.names_of_cautions(analyse(blank)))
    assert "no_cracks" in covered.names_of_cautions(analyse(blank, Finding(threshold=20.0)))
    faint = shown(stripes(every=100, width=2), rng, noise=25.0)
    assert "threshold_matters" in covered.names_of_cautions(analyse(faint, Finding(threshold=100.0)))
    lone = np.zeros((300, 300), bool)
    lone[100:105, 20:90] = True
    assert "few_cracks" in covered.names_of_cautions(analyse(shown(lone, rng)))
    with pytest.raises(ValueError, match="more than one grey level"):
        analyse(Picture(np.ones((50, 50)), None, HERE))
    with pytest.raises(ValueError, match="2 are missing"):
        analyse(Picture(np.where(np.arange(2500).reshape(50, 50) < 2, np.nan, 1.0), None, HERE))


def test_a_surface_that_is_mostly_cracks_is_told():
    rng = np.random.default_rng(3)
    mask = np.zeros((120, 120), bool)
    mask[:, ::12] = True
    assert "mostly_cracks" not in covered.names_of_cautions(analyse(shown(mask, rng)))
    turned = analyse(shown(mask, rng), Finding(bright=True))
    assert "mostly_cracks" in covered.names_of_cautions(turned)
    assert "need --bright left out" in next(c.words for c in turned.cautions if c.name == "mostly_cracks")


def test_a_grey_level_alone_is_refused_whatever_the_rounding_of_the_light():
    for level in (128.0, 0.1, 255.0):
        with pytest.raises(ValueError, match=rf"top\.png: must have more than one grey level; received {level:g} alone"):
            analyse(Picture(np.full((90, 110), level), None, HERE))

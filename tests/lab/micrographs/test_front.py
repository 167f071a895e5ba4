"""Infiltration fronts: counts of a known front, wavy ones, and maps that show none."""

import numpy as np
import pytest
from scipy.special import erfc
from tests.lab import covered

from stratode.lab.estimate import found
from stratode.lab.micrographs.front import DepthMap, FrontAnalysis, analyse
from stratode.lab.micrographs.sampling import depth_map_of
from stratode.lab.reading.pictures import Picture
from stratode.lab.record import Origin

HERE = Origin("P_1h.npy", "simulated")
UM = 1e-6
DEPTH = (np.arange(140) + 0.5) * UM
AT, WIDTH = 55.0 * UM, 8.0 * UM


def counts(rng: np.random.Generator, columns: int = 128, wavy: float = 3.0, at: float = AT) -> DepthMap:
    """X-ray counts behind a front whose place changes from column to column, alike over some 8 of them."""
    shifts = np.repeat(rng.standard_normal(columns // 8), 8) * wavy * UM
    mean = 2.0 + 6.0 * erfc((DEPTH[:, None] - at - shifts) / (np.sqrt(2.0) * WIDTH))
    return DepthMap(rng.poisson(mean).astype(float), DEPTH, HERE)


def line(rng: np.random.Generator) -> FrontAnalysis:
    mean = 40.0 + 100.0 * erfc((DEPTH - AT) / (np.sqrt(2.0) * WIDTH))
    return analyse(DepthMap(rng.poisson(mean)[:, None].astype(float), DEPTH, HERE))


TRUTHS = {"x_50": AT - DEPTH[0], "x_95": AT - 1.644854 * WIDTH - DEPTH[0], "w": WIDTH}


def test_a_front_without_noise_is_exact() -> None:
    mean = 2.0 + 6.0 * erfc((DEPTH - AT) / (np.sqrt(2.0) * WIDTH))
    result = analyse(DepthMap(mean[:, None], DEPTH, HERE))
    for symbol, truth in TRUTHS.items():
        assert found(result.estimates, symbol).value == pytest.approx(truth, rel=1e-6), symbol


def test_intervals_hold_the_truth() -> None:
    """Of a line profile with Poisson's uneven noise, and of a map whose front is wavy."""
    for symbol, share in covered.shares(line, TRUTHS, covered.FEW).items():
        assert share >= covered.LEAST_OF_FEW, symbol
    for seed in (0, 1, 2):
        one = found(analyse(counts(np.random.default_rng(seed))).estimates, "x_50")
        assert one.low is not None
        assert one.high is not None
        assert one.high - one.low > 2.0 * UM  # 3 um of waviness over 16 bands: not the fit's own tenth of a micrometre
        assert "bands of columns" in one.method


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(line, TRUTHS, covered.MANY).items():
        assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1], symbol
    share = covered.shares(lambda rng: analyse(counts(rng)), {"x_50": TRUTHS["x_50"]}, 200)["x_50"]
    assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1]


def test_the_side_of_entry_turns_the_map() -> None:
    rng = np.random.default_rng(3)
    down = counts(rng, 140).intensity
    depths = {
        side: found(analyse(depth_map_of(Picture(values, UM, HERE), side, UM)).estimates, "x_50").value
        for side, values in {"top": down, "bottom": down[::-1], "left": down.T, "right": down.T[:, ::-1]}.items()
    }
    assert len({round(depth * 1e12) for depth in depths.values()}) == 1
    with pytest.raises(ValueError, match="--from: must be one of top, bottom, left, right; received 'above'"):
        depth_map_of(Picture(down, UM, HERE), "above", UM)


def test_no_front_gives_no_depth() -> None:
    rng = np.random.default_rng(4)
    for level in (2.0, 14.0):
        flat = analyse(DepthMap(rng.poisson(level, (140, 64)).astype(float), DEPTH, HERE))
        assert covered.names_of_cautions(flat) == ["no_front"]
        assert [one.symbol for one in flat.estimates] == ["I_mean"]
    rising = analyse(DepthMap(counts(rng).intensity[::-1].copy(), DEPTH, HERE))
    assert any("rises with depth" in c.words for c in rising.cautions)


def test_false_fronts_are_rare() -> None:
    fronts = sum(
        analyse(DepthMap(np.random.default_rng(seed).poisson(14.0, (140, 8)).astype(float), DEPTH, HERE)).fit is not None
        for seed in range(30)
    )
    assert fronts <= 1


def test_where_the_front_stands_is_told() -> None:
    rng = np.random.default_rng(5)
    assert "not_penetrated" in covered.names_of_cautions(analyse(counts(rng)))
    assert "front_cut_off" in covered.names_of_cautions(analyse(counts(rng, at=130.0 * UM)))
    with pytest.raises(ValueError, match="at least 12 places"):
        DepthMap(np.ones((5, 3)), DEPTH[:5], HERE)

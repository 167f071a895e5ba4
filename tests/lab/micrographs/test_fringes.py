"""Lattice fringes: sinusoids of known period, planes, lines through pictures."""

import numpy as np
import pytest
from tests.lab import covered

from stratode.lab.estimate import found
from stratode.lab.micrographs.fringes import FringeAnalysis, Line, analyse, hexagonal_spacing
from stratode.lab.micrographs.sampling import line_from_picture, line_from_record
from stratode.lab.reading.pictures import Picture
from stratode.lab.record import Origin, Record

HERE = Origin("line.csv", "simulated")
NM = 1e-9
STEP, PERIOD = 0.02 * NM, 0.24 * NM


def fringes(rng: np.random.Generator, noise: float = 12.0, count: int = 300, calibration: float | None = None) -> FringeAnalysis:
    """gao2025's 0.24 nm, under a background that rises."""
    x = np.arange(count) * STEP
    wave = 20.0 * np.cos(2.0 * np.pi * x / PERIOD + rng.uniform(0, 2 * np.pi))
    return analyse(Line(x, 100.0 + 3.0 * x / NM + wave + noise * rng.standard_normal(count), HERE, calibration))


def test_a_sinusoid_without_noise_is_exact_whatever_its_phase() -> None:
    for seed in range(5):
        assert found(fringes(np.random.default_rng(seed), 0.0).estimates, "d").value == pytest.approx(PERIOD, rel=1e-6)


def test_intervals_hold_the_truth() -> None:
    truths = {"d": PERIOD, "N": 300 * STEP / PERIOD}
    for symbol, share in covered.shares(fringes, truths, covered.FEW).items():
        assert share >= covered.LEAST_OF_FEW, symbol


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    share = covered.shares(fringes, {"d": PERIOD}, 2 * covered.MANY)["d"]
    assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1]


def test_a_scale_that_is_off_is_within_the_interval_when_its_uncertainty_is_stated() -> None:
    hits = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = np.arange(300) * STEP
        wave = 100.0 + 20.0 * np.cos(2.0 * np.pi * x / PERIOD) + 12.0 * rng.standard_normal(300)
        one = found(analyse(Line(x * (1.0 + 0.01 * rng.standard_normal()), wave, HERE, 0.01)).estimates, "d")
        assert one.low is not None
        assert one.high is not None
        hits.append(one.low <= PERIOD <= one.high)
    assert np.mean(hits) >= 0.85


def test_planes_of_a_layered_oxide() -> None:
    """NMC811 of a = 0.2871, c = 1.420 nm: d(003) = c/3, d(101) = 0.2449 nm; d(110) = a/2."""
    assert hexagonal_spacing((0, 0, 3), 0.2871 * NM, 1.42 * NM) == pytest.approx(1.42 / 3 * NM)
    assert hexagonal_spacing((1, 1, 0), 0.2871 * NM, 1.42 * NM) == pytest.approx(0.2871 / 2 * NM)
    assert hexagonal_spacing((1, 0, 1), 0.2871 * NM, 1.42 * NM) == pytest.approx(0.2449 * NM, rel=1e-3)
    with pytest.raises(ValueError, match="other than 0"):
        hexagonal_spacing((0, 0, 0), 1.0, 1.0)


def test_a_plane_is_compared() -> None:
    x = np.arange(300) * STEP
    line = Line(x, np.cos(2.0 * np.pi * x / PERIOD) + 0.1 * np.random.default_rng(6).standard_normal(300), HERE, 0.001)
    assert "another_spacing" in covered.names_of_cautions(analyse(line, ("(101)", 0.2449 * NM)))
    near = analyse(line, ("(101)", 0.2400 * NM))
    assert "another_spacing" not in covered.names_of_cautions(near)
    assert found(near.estimates, "d/d_plane-1").value == pytest.approx(0.0, abs=2e-3)


def test_a_line_across_a_picture_at_an_angle() -> None:
    y, x = np.mgrid[:200, :200]
    angle = np.radians(30.0)
    picture = Picture(100.0 + 20.0 * np.cos(2.0 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / 12.0), None, HERE)
    end = 150.0 * np.array([np.cos(angle), np.sin(angle)]) + 20.0
    line = line_from_picture(picture, f"20,20 to {end[0]:.3f},{end[1]:.3f}", 5, STEP, None)
    assert found(analyse(line).estimates, "d").value == pytest.approx(12.0 * STEP, rel=2e-3)
    for bad, rule in (("20,20", "two ends"), ("20,20 to 900,20", "must lie within")):
        with pytest.raises(ValueError, match=rule):
            line_from_picture(picture, bad, 1, STEP, None)


def test_what_a_line_cannot_tell_is_told() -> None:
    rng = np.random.default_rng(7)
    assert {"few_fringes", "no_calibration"} <= set(covered.names_of_cautions(fringes(rng, 3.0, count=50)))
    x = np.arange(300) * STEP
    bent = np.cos(2.0 * np.pi * x / PERIOD * (1.0 + 0.1 * (x / x[-1])))
    assert "uneven_fringes" in covered.names_of_cautions(analyse(Line(x, bent + 0.05 * rng.standard_normal(300), HERE, 0.01)))
    fine = np.cos(2.0 * np.pi * x / (2.7 * STEP)) + 0.05 * rng.standard_normal(300)
    assert "coarse_sampling" in covered.names_of_cautions(analyse(Line(x, fine, HERE, 0.01)))
    with pytest.raises(ValueError, match="at least 16 points"):
        Line(x[:8], x[:8], HERE)
    with pytest.raises(ValueError, match="evenly spaced"):
        Line(np.sort(rng.random(50)), x[:50], HERE)


def test_noise_alone_is_refused() -> None:
    refused = 0
    for seed in range(20):
        try:
            analyse(Line(np.arange(300) * STEP, np.random.default_rng(seed).standard_normal(300), HERE))
        except ValueError as error:
            refused += "no fringes are told from the noise" in str(error)
    assert refused >= 19


def test_a_line_without_contrast_is_refused_as_such():
    with pytest.raises(ValueError, match=r"the intensity must change along the line; received 3 throughout"):
        Line(STEP * np.arange(100), np.full(100, 3.0), HERE)


def test_a_distance_in_pixels_asks_for_the_size_of_one():
    record = Record({"Distance (pixels)": np.arange(100.0), "Gray_Value": np.sin(np.arange(100.0))}, HERE)
    with pytest.raises(ValueError, match=r"column 'Distance \(pixels\)' counts pixels; needs their size\. State --scale"):
        line_from_record(record, None, None)
    assert line_from_record(record, STEP, None).position[-1] == pytest.approx(99 * STEP)

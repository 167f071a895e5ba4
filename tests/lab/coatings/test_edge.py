"""Edges of coatings: an edge of known width with a bulge of known height, in either direction."""

import numpy as np
import pytest
from scipy.special import ndtr
from tests.lab import covered

from stratode.lab.coatings.edge import EdgeAnalysis, Profile, analyse
from stratode.lab.estimate import found
from stratode.lab.record import Origin

HERE = Origin("edge.csv", "simulated")
UM = 1e-6
X = np.arange(0.0, 3000.0, 10.0) * UM
PLATEAU, CENTRE, SPREAD = 141.5 * UM, 600.0 * UM, 60.0 * UM
TEN_TO_NINETY = 2.0 * 1.2815516 * SPREAD  # of a normal distribution


def ideal(x: np.ndarray, bulge: float = 0.0) -> np.ndarray:
    """An error function on 15 um of substrate, and a bulge behind it that leaves the edge as it is."""
    return 15.0 * UM + PLATEAU * ndtr((x - CENTRE) / SPREAD) + bulge * np.exp(-0.5 * ((x - 1000.0 * UM) / (80.0 * UM)) ** 2)


def profile(rng: np.random.Generator, bulge: float = 12.0 * UM, noise: float = 0.8 * UM) -> EdgeAnalysis:
    return analyse(Profile(X, ideal(X, bulge) + noise * rng.standard_normal(X.size), HERE))


TRUTHS = {"t_plateau": PLATEAU, "w_edge": TEN_TO_NINETY, "t_bulge": 12.0 * UM, "x_bulge": 400.0 * UM}


def test_an_edge_without_noise() -> None:
    result = profile(np.random.default_rng(0), noise=1e-3 * UM)
    for symbol, truth in TRUTHS.items():
        assert found(result.estimates, symbol).value == pytest.approx(truth, rel=0.01), symbol


def test_the_other_direction_is_the_same_edge() -> None:
    t = ideal(X, 12.0 * UM) + 0.5 * UM * np.random.default_rng(1).standard_normal(X.size)
    one, other = analyse(Profile(X, t, HERE)), analyse(Profile(X, t[::-1], HERE))
    for symbol in TRUTHS:
        assert found(one.estimates, symbol).value == pytest.approx(found(other.estimates, symbol).value, rel=0.02)


def test_intervals_hold_the_truth() -> None:
    for symbol, share in covered.shares(profile, TRUTHS, covered.FEW).items():
        assert share >= (0.7 if symbol == "x_bulge" else covered.LEAST_OF_FEW), symbol


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(profile, TRUTHS, covered.MANY).items():
        least = 0.86 if symbol == "x_bulge" else covered.NOMINAL[0]  # where a flat summit lies is less sure than its curvature says
        assert least <= share <= covered.NOMINAL[1], symbol


def test_what_the_profile_does_not_show_is_told() -> None:
    noise = 0.5 * UM * np.random.default_rng(2).standard_normal(X.size)
    inside = X > 620.0 * UM
    cut = analyse(Profile(X[inside], (ideal(X) + noise)[inside], HERE, 15.0 * UM))
    assert "edge_cut_off" in covered.names_of_cautions(cut)
    short = X < 900.0 * UM
    assert "short_plateau" in covered.names_of_cautions(analyse(Profile(X[short], (ideal(X) + noise)[short], HERE)))
    bare = X > 560.0 * UM
    assert "no_outside" in covered.names_of_cautions(analyse(Profile(X[bare], (ideal(X) + noise)[bare], HERE)))
    coarse = slice(None, None, 6)
    steep = 15.0 * UM + PLATEAU * (X > 900.0 * UM) + noise
    assert "coarse_profile" in covered.names_of_cautions(analyse(Profile(X[coarse], steep[coarse], HERE)))


def test_a_profile_without_an_edge_is_refused() -> None:
    flat = 100.0 * UM + UM * np.random.default_rng(3).standard_normal(X.size)
    with pytest.raises(ValueError, match=r"edge\.csv: must step from outside to the coating"):
        analyse(Profile(X, flat, HERE))
    with pytest.raises(ValueError, match="at least 20 points; received 10"):
        analyse(Profile(X[:10], flat[:10], HERE))


def test_a_million_points_give_what_their_means_give():
    rng = np.random.default_rng(5)
    x = np.linspace(X[0], X[-1], 1_000_000)
    found_here = analyse(Profile(x, ideal(x, 6.0 * UM) + 0.5 * UM * rng.standard_normal(x.size), HERE))
    assert found(found_here.estimates, "t_plateau").value == pytest.approx(PLATEAU, abs=0.02 * UM)
    assert found(found_here.estimates, "w_edge").value == pytest.approx(TEN_TO_NINETY, rel=0.05)
    assert "means_of_neighbours" in covered.names_of_cautions(found_here)

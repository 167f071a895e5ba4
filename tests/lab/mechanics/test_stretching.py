"""Resistance under strain: ratios, gauge factor, failure."""

import numpy as np
import pytest
from tests.lab import covered

from stratode.lab.estimate import found
from stratode.lab.mechanics.stretching import StretchAnalysis, Stretched, analyse, stretched_of, uniform
from stratode.lab.record import Origin, Record
from stratode.report.lab.strain import sheet

HERE = Origin("film.csv", "simulated")
STRAIN = np.linspace(0.0, 1.0, 21)


def isp0(rng: np.random.Generator) -> StretchAnalysis:
    """R/R0 = 1.3 at 20 %, as han2025 reports of ISP0; a meter of 1 %."""
    r = 1000.0 * (1.0 + 1.2 * STRAIN + 1.5 * STRAIN**2)
    return analyse(Stretched(STRAIN, r * (1.0 + 0.01 * rng.standard_normal(STRAIN.size)), HERE), (0.2, 1.0))


TRUTHS = {"R_0": 1000.0, "R/R0(20%)": 1.3, "R/R0(100%)": 3.7, "GF": 1.2}


def test_a_film_that_only_changes_its_shape() -> None:
    """(1 + eps)^2 exactly, with a gauge factor of 2."""
    result = analyse(Stretched(STRAIN, 50.0 * uniform(STRAIN), HERE), (0.2,))
    assert found(result.estimates, "R/R0(20%)").value == pytest.approx(1.44, rel=1e-9)
    assert found(result.estimates, "GF").value == pytest.approx(2.0, rel=1e-6)
    assert found(result.estimates, "R_0").value == pytest.approx(50.0)


def test_at_rest_the_ratio_is_one_without_doubt() -> None:
    """R(0)/R(0): both share their error."""
    r = 100.0 * (1.0 + STRAIN) * (1.0 + 0.01 * np.random.default_rng(0).standard_normal(STRAIN.size))
    one = found(analyse(Stretched(STRAIN, r, HERE), (0.0,)).estimates, "R/R0(0%)")
    assert (one.low, one.value, one.high) == pytest.approx((1.0, 1.0, 1.0), abs=1e-9)


def test_intervals_hold_the_truth() -> None:
    for symbol, share in covered.shares(isp0, TRUTHS, 2 * covered.FEW).items():
        assert share >= covered.LEAST_OF_FEW, symbol


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_nominal_rate() -> None:
    for symbol, share in covered.shares(isp0, TRUTHS, 2 * covered.MANY).items():
        assert covered.NOMINAL[0] <= share <= covered.NOMINAL[1], symbol


def test_failure_is_found_between_two_points_and_what_lies_beyond_is_not_given() -> None:
    r = np.where(STRAIN > 0.52, 1e6, 100.0 * (1.0 + STRAIN))
    result = analyse(Stretched(STRAIN, r, HERE), (0.2, 1.0))
    fail = found(result.estimates, "eps_fail")
    assert fail.low is not None
    assert fail.high is not None
    assert 0.5 < fail.low < fail.high < 0.55
    assert found(result.estimates, "R/R0(20%)").value == pytest.approx(1.2)
    assert "beyond_data" in covered.names_of_cautions(result)
    assert "not_failed" not in covered.names_of_cautions(result)


def test_what_is_missing_is_told() -> None:
    late = analyse(Stretched(STRAIN[6:], 100.0 * (1.0 + STRAIN[6:]), HERE), (0.5,))
    assert {"no_rest", "not_failed"} <= set(covered.names_of_cautions(late))
    few = Record({"Strain / %": np.array([0.0, 10.0, 20.0]), "Resistance / ohm": np.ones(3)}, HERE)
    with pytest.raises(ValueError, match="at least 4 different strains; received 3"):
        stretched_of(few)
    with pytest.raises(ValueError, match=r"above 1; received 0\.5"):
        analyse(Stretched(STRAIN, 1.0 + STRAIN, HERE), (), failure=0.5)
    bad = Record({"Strain / %": 100 * STRAIN, "Resistance / ohm": STRAIN - 0.5}, HERE)
    with pytest.raises(ValueError, match=r"must be positive; received -0\.5 ohm"):
        stretched_of(bad)


def test_points_after_failure_are_drawn_and_leave_the_curve_to_be_seen() -> None:
    whole = uniform(STRAIN)
    failed = analyse(Stretched(STRAIN, np.where(STRAIN > 0.6, 30.0, 1.0) * whole, HERE), (0.2,))
    figure = sheet("film", failed).drawings()[0].figure
    assert len(figure.data[0].x) == STRAIN.size
    assert figure.layout.yaxis.type == "log"
    assert sheet("film", analyse(Stretched(STRAIN, whole, HERE), (0.2,))).drawings()[0].figure.layout.yaxis.type != "log"


def test_percents_that_do_not_say_so_are_told() -> None:
    resistance = 50.0 * uniform(STRAIN)
    stated = stretched_of(Record({"Strain / %": 100.0 * STRAIN, "Resistance / ohm": resistance}, HERE))
    bare = stretched_of(Record({"Strain": 100.0 * STRAIN, "Resistance / ohm": resistance}, HERE))
    assert not stated.origin.cautions
    assert [c.name for c in bare.origin.cautions] == ["huge_strain"]

"""Rate tests: which cycles ran at which rate, coverage, reported tables returned, single curves beside their peer."""

import os
from pathlib import Path

import numpy as np
import pytest
from tests.lab.covered import FEW, LEAST_OF_FEW, MANY, NOMINAL, names_of_cautions, shares
from tests.lab.cycling.made import record

from stratode.evaluate import rate
from stratode.evaluate.verbs.counting import stated_basis
from stratode.lab.cycling.curves import Curve, crossing, curve_of, curves_at_rates
from stratode.lab.cycling.cycles import How
from stratode.lab.cycling.rates import clusters, rate_test
from stratode.lab.estimate import found
from stratode.lab.record import VOLTAGE, Origin, Record
from stratode.report.lab.rate import measured_table, sheet
from stratode.report.measured import read_measured

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data"))
HUANG = {0.05: 199.0, 0.1: 185.07, 0.5: 155.22, 1.0: 125.37}  # mAh/g; 93, 78, 63 % of 199 (Fig. 6c)
BASIS = stated_basis(active_mass="10 mg", one_c="200 mA/g")


def rated(capacities, repeats=5, scatter=0.0, rng=None, charge=None, after=True):
    """A rate test of 10 mg at 1C = 200 mA/g; charged at `charge` C, or at each rate."""
    legs = []
    for c in [*capacities, *([next(iter(capacities))] if after else [])]:
        for _ in range(repeats):
            q = capacities[c] * 3.6e-2 * (1.0 + (rng.normal(0.0, scatter) if rng else 0.0))
            flow, slow = 2e-3 * c, 2e-3 * (charge or c)
            legs += [(slow, q / slow, 3.5, 4.2), (0.0, 600.0, 4.1, 4.1), (-flow, q / flow, 4.1, 2.5), (0.0, 600.0, 3.0, 3.0)]
    return record(*legs, rows=12)


def test_huang2021_rate_test_is_returned():
    told = rate_test(rated(HUANG), How(), BASIS)
    assert [(step.rate, step.cycles.tolist(), step.again) for step in told.steps] == [
        (0.05, [1, 2, 3, 4, 5], False),
        (0.1, [6, 7, 8, 9, 10], False),
        (0.5, [11, 12, 13, 14, 15], False),
        (1.0, [16, 17, 18, 19, 20], False),
        (0.05, [21, 22, 23, 24, 25], True),
    ]
    for symbol, value in (("Q_0.05C", 199.0 * 3600.0), ("R_0.1C", 0.93), ("R_0.5C", 0.78), ("R_1C", 0.63), ("R_return", 1.0)):
        assert found(told.estimates, symbol).value == pytest.approx(value, rel=1e-4)
    assert "both_directions_vary" in names_of_cautions(told)


def test_chen2024_capacities_become_a_table_that_the_simulation_reads(tmp_path):
    chen = {0.2: 194.5, 0.5: 178.55, 1.0: 103.95}  # L-Dry-S, 29.6 mg/cm2, Fig. 2g
    path = tmp_path / "test.csv"
    one = rated(chen, repeats=1, charge=0.2, after=False)
    np.savetxt(path, np.column_stack(list(one.columns.values())), delimiter=",", header=",".join(one.columns), comments="", fmt="%.10g")
    told = rate(path, active_mass="10 mg", one_c="200 mA/g")
    told.save(tmp_path / "out")
    measured = read_measured(tmp_path / "out" / "capacities.csv")
    assert {point.c_rate: point.capacity for point in measured.capacities} == pytest.approx(chen, rel=1e-4)
    assert "single_repeat" in names_of_cautions(told.results[0])
    assert "both_directions_vary" not in names_of_cautions(told.results[0])


def test_capacities_of_several_cells_are_one_table_that_says_whose_each_row_is(tmp_path):
    chen = {"L-Dry-S": {0.2: 194.5, 1.0: 103.95}, "Mix": {0.2: 190.0, 1.0: 60.0}}
    for name, capacities in chen.items():
        one = rated(capacities, repeats=1, charge=0.2, after=False)
        head = ",".join(one.columns)
        np.savetxt(
            tmp_path / f"{name}.csv", np.column_stack(list(one.columns.values())), delimiter=",", header=head, comments="", fmt="%.10g"
        )
    files = [tmp_path / f"{name}.csv" for name in chen]
    rate(*files, files[1], active_mass="10 mg", one_c="200 mA/g").save(tmp_path / "out")
    measured = read_measured(tmp_path / "out" / "capacities.csv", list(chen))
    assert measured.left_out == ("Mix (2)",)
    for name, capacities in chen.items():
        found_here = {point.c_rate: point.capacity for point in measured.capacities if point.recipe == name}
        assert found_here == pytest.approx(capacities, rel=1e-4)
    assert {"L-Dry-S.csv_capacities.csv", "Mix.csv__2__capacities.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_a_rate_that_delivers_nothing_is_a_rate():
    """chen2024's Mix at 1C and 29.6 mg/cm2: 0."""
    told = rate_test(rated({0.2: 190.0, 1.0: 0.05}, repeats=2, charge=0.2), How(), BASIS)
    assert [step.rate for step in told.firsts] == [0.2, 1.0]
    assert found(told.estimates, "R_1C").value < 0.001


def test_without_a_mass_no_table_per_gram_is_written():
    told = sheet("x", rate_test(rated(HUANG), How(), stated_basis(one_c="2 mA")))
    assert [name for name, _ in told.tables] == ["rates"]
    assert found(told.estimates, "Q_1C").unit == "C"


def test_1c_that_is_not_stated_is_assumed_from_the_slowest_rate_and_told():
    told = rate_test(rated(HUANG), How(), stated_basis(active_mass="10 mg"))
    assert told.one_c == pytest.approx(199.0 * 3.6e-2 / 3600.0, rel=1e-4)
    assert "one_c_assumed" in names_of_cautions(told)


def test_one_rate_and_differing_ends_are_told():
    legs = [leg for end in (2.5, 3.0) for leg in ((1e-3, 7200.0, 3.5, 4.2), (-1e-3, 7000.0, 4.1, end))]
    assert {"one_rate_only", "different_ends"} <= set(names_of_cautions(rate_test(record(*legs), How(), BASIS)))


def test_currents_within_5_percent_are_one_rate():
    assert clusters(np.array([1.0, 1.02, 0.5, 2.0, 0.51])).tolist() == [1, 1, 0, 2, 0]


def cover(seeds):
    def run(rng):
        return rate_test(rated({0.1: 200.0, 1.0: 150.0}, repeats=5, scatter=0.01, rng=rng, after=False), How(), BASIS)

    return shares(run, {"Q_0.1C": 200.0 * 3600.0, "Q_1C": 150.0 * 3600.0, "R_1C": 0.75}, seeds)


def test_intervals_of_repeats_hold_the_truth():
    assert min(cover(FEW).values()) >= LEAST_OF_FEW


@pytest.mark.slow
def test_intervals_of_repeats_hold_the_truth_at_their_nominal_rate():
    told = cover(MANY)
    assert all(NOMINAL[0] <= share <= 0.995 for share in told.values()), told  # retention's adds two Student intervals, so it is wide


LCO_RATES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


def test_lco_normalised_capacities_are_those_of_galpynostatic():
    """Its capacities are where a cubic spline falls through 3.75 V, 150 mV below the 3.9 V of the plateau."""
    files = [DATA / "rate" / f"LCO_{c:g}C.csv" for c in LCO_RATES]
    if not files[0].is_file():
        pytest.skip("measured LCO curves are not there (STRATODE_DATA)")
    peer = np.loadtxt(DATA / "rate" / "LCO_df.csv", delimiter=",", skiprows=1)[:, 1]
    told = rate(*files, curves=LCO_RATES, cut_off="3.75 V", interpolation="cubic", full=100.0).results[0]
    np.testing.assert_allclose(told.capacity / 100.0, peer, atol=1e-6)
    careful = rate(*files, curves=LCO_RATES, cut_off="3.75 V", full=100.0).results[0]
    assert np.all((careful.low / 100.0 <= peer + 1e-6) & (peer - 1e-6 <= careful.high / 100.0))
    assert "sparse_at_cut_off" in names_of_cautions(careful)  # the spline overshoots between rows 177 mV apart


def test_measured_discharges_of_a_12_5_ah_pouch_lose_capacity_with_rate():
    files = [DATA / "bpx" / f"NMC_25degC_{name}.csv" for name in ("Co20", "Co2", "1C", "2C")]
    if not files[0].is_file():
        pytest.skip("measured discharges are not there (STRATODE_DATA)")
    told = rate(*files, curves=(0.05, 0.5, 1.0, 2.0), cut_off="3.0 V").results[0]
    assert told.capacity[0] == pytest.approx(12.98, abs=0.01)  # Ah
    assert np.all(np.diff(told.capacity) < 0.0)


def curve(voltage, passed=None, rate=1.0):
    passed = np.linspace(0.0, 100.0, len(voltage)) if passed is None else passed
    return Curve(
        rate, np.asarray(passed), np.asarray(voltage, float), "%", Record({VOLTAGE: np.asarray(voltage, float)}, Origin("c", "CSV"))
    )


def test_a_straight_curve_is_read_exactly_by_every_interpolation():
    assert crossing(curve(np.linspace(4.2, 3.2, 21)), 3.77) == pytest.approx({"linear": 43.0, "monotone": 43.0, "cubic": 43.0})


def test_curves_that_do_not_reach_the_cut_off_are_left_out_and_told():
    told = curves_at_rates([curve(np.linspace(4.2, 3.2, 21)), curve(np.linspace(4.2, 3.9, 21), rate=2.0)], 3.7)
    assert len(told.curves) == 1
    assert "cut_off_not_reached" in names_of_cautions(told)
    with pytest.raises(ValueError, match="--cut-off: must be reached"):
        curves_at_rates([curve(np.linspace(4.2, 3.9, 21))], 3.7)


def test_a_slowest_curve_that_begins_below_the_cut_off_is_refused_and_a_faster_one_gives_nothing():
    """Nothing passes above 9 V: a share of nothing is no number."""
    slow, fast = np.linspace(4.2, 3.2, 21), np.linspace(3.6, 3.2, 21)
    with pytest.raises(ValueError, match=r"--cut-off: must lie below where the slowest curve begins; received 9 V, and c begins at 4\.2 V"):
        curves_at_rates([curve(slow)], 9.0)
    assert curves_at_rates([curve(slow), curve(fast, rate=2.0)], 3.7).capacity.tolist() == pytest.approx([50.0, 0.0])


def test_rates_that_are_exchanged_or_stand_twice_are_told():
    slow, fast = np.linspace(4.2, 3.2, 21), np.linspace(3.9, 3.2, 21)
    assert "faster_gives_more" not in names_of_cautions(curves_at_rates([curve(slow), curve(fast, rate=2.0)], 3.7))
    assert "faster_gives_more" in names_of_cautions(curves_at_rates([curve(slow, rate=2.0), curve(fast)], 3.7))
    with pytest.raises(ValueError, match="--curves: each rate must stand once; received 1C twice"):
        curves_at_rates([curve(slow), curve(fast)], 3.7)
    with pytest.raises(ValueError, match="--full: must be above 0; received -5"):
        curves_at_rates([curve(slow)], 3.7, full=-5.0)


def test_curves_that_are_none_are_refused():
    falling = Record({"Capacity / Ah": np.array([0.0, 2.0, 1.0, 3.0]), VOLTAGE: np.array([4.0, 3.9, 3.8, 3.7])}, Origin("c.csv", "CSV"))
    with pytest.raises(ValueError, match="rising capacity"):
        curve_of(falling, 1.0)
    several = Record({"a": np.ones(5), "b": np.ones(5), VOLTAGE: np.ones(5)}, Origin("c.csv", "CSV"))
    with pytest.raises(ValueError, match="needs one column of capacity"):
        curve_of(several, 1.0)
    with pytest.raises(ValueError, match="--interpolation"):
        curves_at_rates([curve(np.linspace(4.2, 3.2, 21))], 3.7, "quadratic")


def test_measured_table_is_of_each_rate_where_it_first_ran():
    table = measured_table(rate_test(rated(HUANG), How(), BASIS))
    assert [row[0] for row in table.rows] == [0.05, 0.1, 0.5, 1.0]

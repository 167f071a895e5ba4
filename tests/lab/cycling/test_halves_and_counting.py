"""Half cycles found and counted: exact legs, rests inside, glitches, counters, files without cycle numbers."""

import numpy as np
import pytest
from tests.lab.cycling.made import HOUR, cycled, record

from stratode.lab.cycling.counting import chosen, count, disagree, resolution
from stratode.lab.cycling.cycles import How, cycles_of, whole_cycles
from stratode.lab.cycling.halves import find_halves
from stratode.lab.record import CHARGED, CURRENT, CYCLE, DISCHARGED, TIME, VOLTAGE, Origin, Record


def naive(time, current, sign):
    """Trapezoids row by row, the slow way: what flows in one direction."""
    total = 0.0
    for k in range(len(time) - 1):
        dt = time[k + 1] - time[k]
        total += 0.5 * dt * (max(sign * current[k], 0.0) + max(sign * current[k + 1], 0.0))
    return total


def names(cycles):
    return [caution.name for caution in cycles.cautions]


def test_constant_currents_are_counted_exactly():
    found = cycles_of(record((1e-3, 7200.0, 3.5, 4.3), (0.0, 600.0, 4.2, 4.2), (-2e-3, 3500.0, 4.2, 3.0)), How())
    assert found.charge.charge[0] == pytest.approx(7.2, rel=1e-8)
    assert found.discharge.charge[0] == pytest.approx(7.0, rel=1e-8)
    assert found.charge.energy[0] == pytest.approx(7.2 * 3.9, rel=1e-8)
    assert found.efficiency[0] == pytest.approx(7.0 / 7.2, rel=1e-8)
    assert found.hysteresis[0] == pytest.approx(0.3, rel=1e-6)
    assert found.polarisation[0] == pytest.approx(0.3, rel=1e-6)
    assert (found.charge.end_voltage[0], found.discharge.end_voltage[0]) == (4.3, 3.0)
    assert (found.charge.current[0], found.discharge.current[0]) == (1e-3, 2e-3)


def test_counting_is_the_trapezoids_of_the_slow_twin_on_uneven_rows():
    rng = np.random.default_rng(3)
    time = np.cumsum(rng.uniform(0.1, 20.0, 900))
    current = np.concatenate((rng.uniform(0.5, 1.5, 400), np.zeros(100), -rng.uniform(0.5, 1.5, 400))) * 1e-3
    one = Record({TIME: time, VOLTAGE: np.linspace(3.0, 4.0, 900), CURRENT: current}, Origin("made", "CSV"))
    counts = count(one, find_halves(one))
    assert counts.charge == pytest.approx([naive(time, current, 1), naive(time, current, -1)], rel=1e-9)


def test_a_file_without_cycle_numbers_is_counted_as_one_with_them():
    with_numbers = cycled([7.2, 7.0, 6.8], cycle=[1] * 4 + [2] * 4 + [3] * 4)
    without = Record({name: column for name, column in with_numbers.columns.items() if name != CYCLE}, with_numbers.origin)
    a, b = cycles_of(with_numbers, How()), cycles_of(without, How())
    np.testing.assert_allclose(a.discharge.charge, b.discharge.charge, rtol=1e-12)
    np.testing.assert_allclose(a.discharge.charge, [7.2, 7.0, 6.8], rtol=1e-7)
    assert a.file_number.tolist() == [1, 2, 3]
    assert b.file_number is None


def test_rests_pulses_and_a_held_voltage_are_within_one_half_cycle():
    pulses = [leg for k in range(10) for leg in ((1e-3, 360.0, 3.5 + 0.05 * k, 3.55 + 0.05 * k), (0.0, 3600.0, 3.5, 3.5))]
    found = cycles_of(record(*pulses, (1e-3, 10.0, 4.2, 4.3), (2e-5, 7200.0, 4.3, 4.3), (-1e-3, 3600.0, 4.2, 3.0)), How())
    assert len(found.halves) == 2
    assert found.charge.charge[0] == pytest.approx(3.6 + 0.01 + 0.144, rel=1e-3)
    assert found.charge.current[0] == pytest.approx(1e-3)  # of the first half: not the held voltage's


def test_a_dead_cycle_that_passes_next_to_nothing_is_kept():
    dead = [(1e-3, 7200.0, 3.5, 4.3), (-2e-2, 2.0, 4.0, 2.7), (1e-3, 40.0, 2.8, 4.3), (-1e-3, 7000.0, 4.2, 2.7)]
    found = cycles_of(record(*dead), How())
    assert len(found) == 2
    assert found.discharge.charge[0] == pytest.approx(0.04, rel=1e-2)


def test_single_rows_of_reversed_current_are_noise():
    one = cycled([7.2])
    current = one.columns[CURRENT].copy()
    current[20] = -current[20]
    assert len(find_halves(Record({**one.columns, CURRENT: current}, one.origin))) == 4  # three minutes in reverse are no noise
    many = cycled([7.2], rows=4000)
    current = many.columns[CURRENT].copy()
    current[2000] = -current[2000]
    found = find_halves(Record({**many.columns, CURRENT: current}, many.origin))
    assert len(found) == 2
    assert found.cautions[0].name == "current_glitches"


def test_a_cycle_number_that_stays_is_not_believed():
    found = cycles_of(cycled([7.2, 7.0, 6.8], cycle=[1] * 12), How())
    assert len(found) == 3
    assert "cycle_numbers_constant" in names(found)


def test_several_cycles_under_one_number_are_told_and_can_be_counted_apart():
    one = cycled([7.2, 7.0, 6.8, 6.6], cycle=[1] * 8 + [2] * 8)
    assert "several_halves_in_cycle" in names(cycles_of(one, How()))
    apart = cycles_of(one, How(begins="charge"))
    np.testing.assert_allclose(apart.discharge.charge, [7.2, 7.0, 6.8, 6.6], rtol=1e-7)


def test_what_a_cycle_begins_with_is_told_and_chosen():
    legs = [(-1e-3, 7200.0, 3.0, 0.01), (1e-3, 6500.0, 0.1, 1.0), (-1e-3, 6600.0, 0.9, 0.01), (1e-3, 6500.0, 0.1, 1.0)]
    found = cycles_of(record(*legs), How())
    assert not found.begins_charging
    assert found.efficiency == pytest.approx([6.5 / 7.2, 6.5 / 6.6], rel=1e-6)
    assert "begins_discharging" in names(found)
    turned = cycles_of(record(*legs), How(begins="charge"))
    assert turned.efficiency[1] == pytest.approx(6.6 / 6.5, rel=1e-6)


def test_a_last_cycle_that_the_record_cuts_off_is_left_out():
    whole = cycled([7.2, 7.0, 6.8])
    found, cautions = whole_cycles(cycles_of(whole.rows(slice(0, len(whole) - 60)), How()))
    assert found.number.tolist() == [1, 2]
    assert [caution.name for caution in cautions] == ["cycles_not_whole"]


def with_counters(one, gain=1.0, *, reset=False, digits=6):
    time, current = one.columns[TIME], one.columns[CURRENT]
    dt = np.diff(time, prepend=time[0])
    columns = {}
    for name, sign in ((CHARGED, 1), (DISCHARGED, -1)):
        flow = np.maximum(sign * current, 0.0)
        passed = np.cumsum(0.5 * (flow + np.roll(flow, 1)) * dt) / HOUR * gain
        if reset:
            number = one.columns[CYCLE]
            begins = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
            passed = passed - np.concatenate([np.full(b - a, passed[a]) for a, b in zip(begins, [*begins[1:], len(number)], strict=True)])
        columns[name] = np.round(passed, digits)
    return Record({**one.columns, **columns}, one.origin)


@pytest.mark.parametrize("reset", [False, True])
def test_the_files_counters_agree_whether_they_run_on_or_are_reset(reset):
    one = with_counters(cycled([7.2, 7.0, 6.8], cycle=[1] * 4 + [2] * 4 + [3] * 4), reset=reset, digits=9)
    counts = count(one, find_halves(one))
    assert counts.counted == pytest.approx(counts.charge, rel=1e-5)
    assert not disagree(counts).any()


def test_counters_that_disagree_are_told_with_the_numbers():
    found = cycles_of(with_counters(cycled([7.2, 7.0], noise=1e-6), gain=1.03), How())
    told = next(caution for caution in found.cautions if caution.name == "counters_disagree")
    assert "4 of 4" in told.words
    assert "+3 %" in told.words
    np.testing.assert_allclose(found.discharge.charge, [7.2, 7.0], rtol=1e-3)
    by_counter = cycles_of(with_counters(cycled([7.2, 7.0], noise=1e-6), gain=1.03), How(charge="counters"))
    np.testing.assert_allclose(by_counter.discharge.charge, 1.03 * np.array([7.2, 7.0]), rtol=1e-3)


def test_counters_asked_for_but_missing_are_refused():
    one = cycled([7.2])
    with pytest.raises(ValueError, match="--charge counters: needs columns"):
        chosen(count(one, find_halves(one)), "counters")


def test_a_coarse_current_widens_the_interval_as_its_last_digit_does():
    one = cycled([7.2], noise=3e-4)
    coarse = Record({**one.columns, CURRENT: np.round(one.columns[CURRENT], 4)}, one.origin)
    counts = count(coarse, find_halves(coarse))
    assert counts.resolution == 1e-4
    assert counts.doubt[0] >= 1.13 * 0.5e-4 * 7200.0 * 0.99


def test_the_switching_of_the_current_between_rows_is_in_the_interval():
    sparse = Record(
        {TIME: np.arange(0.0, 7300.0, 100.0), VOLTAGE: np.linspace(3.0, 4.0, 73), CURRENT: np.where(np.arange(73) < 36, 1e-3, -1e-3)},
        Origin("made", "CSV"),
    )
    counts = count(sparse, find_halves(sparse))
    assert counts.doubt[0] == pytest.approx(1.1316 * 0.5 * 1e-3 * 100.0, rel=1e-3)


def test_digits():
    assert resolution(np.array([0.1, 0.25, 0.3, 0.45])) == pytest.approx(0.01)
    assert resolution(np.array([1.0, 1.0, 2.0])) is None


def test_times_that_fall_are_refused():
    one = cycled([7.2])
    time = one.columns[TIME].copy()
    time[50:] -= 1000.0
    with pytest.raises(ValueError, match="times must not fall"):
        find_halves(Record({**one.columns, TIME: time}, one.origin))


def test_no_current_is_refused():
    with pytest.raises(ValueError, match="received only zeros"):
        find_halves(record((0.0, 100.0, 3.0, 3.0)))


@pytest.mark.parametrize("given", [{"charge": "x"}, {"begins": "x"}])
def test_words_that_are_none_are_refused(given):
    with pytest.raises(ValueError, match="must be one of"):
        How(**given)


def test_a_counter_reset_between_rows_counts_from_zero():
    counter = np.array([4.0, 5.0, 0.2, 1.0, 2.0])  # Ah; it had passed 0.2 again when its row was written
    one = Record(
        {
            TIME: 3600.0 * np.arange(5.0),
            VOLTAGE: np.linspace(3.5, 4.0, 5),
            CURRENT: np.array([0.0, 0.0, 1.0, 1.0, 1.0]),
            CHARGED: counter,
            DISCHARGED: 0.001 * np.array([1.0, 2.0, 4.0, 8.0, 16.0]),
        },
        Origin("made", "CSV"),
    )
    assert count(one, find_halves(one)).counted == pytest.approx([2.0 * HOUR])

"""Lists and ranges as they are asked for, and what is refused in which words."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.recipe.span import checked_states, frequencies, states_of_charge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5", (0.5,)),
        ("0.2, 0.5", (0.2, 0.5)),
        ("0.1..0.9", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)),
        ("0.1..0.9:0.2", (0.1, 0.3, 0.5, 0.7, 0.9)),
        ("0..1:0.3", (0.0, 0.3, 0.6, 0.9)),
        ("0.1..0.7", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),  # 0.6 / 0.1 is a little less than 6
        ("0.4..0.4", (0.4,)),
    ],
)
def test_states_of_charge_are_read_as_lists_and_ranges(text: str, expected: tuple[float, ...]):
    assert states_of_charge(text) == expected


@pytest.mark.parametrize("text", ["", "half", "0.9..0.1", "0.1..0.9:0", "0.1..0.9:-0.1", "0.1..", "0.1..0.5..0.9", "0..1:1e-9", "nan..1"])
def test_what_is_no_list_of_states_is_refused(text: str):
    with pytest.raises(ValueError, match=r"soc: must be a list or a range of numbers; received .* Write for example 0\.2,0\.5"):
        states_of_charge(text)


@pytest.mark.parametrize("text", ["50", "-0.1", "0.5,1.2", "nan", "0..2"])
def test_states_beyond_empty_and_full_are_refused(text: str):
    with pytest.raises(ValueError, match="soc: must lie between 0 and 1; received"):
        states_of_charge(text)


def test_a_state_twice_or_none_is_refused():
    with pytest.raises(ValueError, match=r"each once; received 0\.5, 0\.5"):
        states_of_charge("0.5,0.5")
    with pytest.raises(ValueError, match="each once; received none"):
        checked_states(())


def test_frequencies_run_down_evenly_in_the_logarithm_with_both_ends():
    found = np.array(frequencies("1e-3..1e6", 10))
    assert (found[0], found[-1], found.size) == (1e6, 1e-3, 91)
    assert np.diff(np.log10(found)) == pytest.approx(np.full(90, -0.1))
    assert frequencies("1 mHz..1 MHz", 10) == pytest.approx(frequencies("1e6..1e-3", 10))
    assert frequencies("2..3", 1) == (3.0, 2.0)


@pytest.mark.parametrize("text", ["1", "5..5", "0..10", "-1..10", "1..1e12", "1..2..3", "nan..1"])
def test_what_is_no_range_of_frequencies_is_refused(text: str):
    with pytest.raises(ValueError, match=r"frequencies: must be a range of two within 1e-07 and 1e\+09 Hz; received"):
        frequencies(text, 10)


def test_frequencies_in_another_unit_and_too_dense_ones_are_refused():
    with pytest.raises(ValueError, match="frequencies"):
        frequencies("1 s..10 Hz", 10)
    for wrong in (0, 100000):
        with pytest.raises(ValueError, match=f"points per decade: must be 1 to 200; received {wrong}"):
            frequencies("1..10", wrong)

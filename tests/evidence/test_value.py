"""A stated value as the numbers it can stand for."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.evidence.claims.measures import MEASURES
from stratode.evidence.claims.value import read_value
from stratode.recipe.errors import RecipeError

LOADING, CAPACITY, DIFFUSIVITY = MEASURES["coating_loading"], MEASURES["specific_capacity"], MEASURES["solid_diffusivity"]
VALUES = {  # text: (low, high), in the unit it is written in
    "16.7 mg/cm2": (16.65, 16.75),
    "22.0 mg/cm2": (21.95, 22.05),
    "22 mg/cm2": (21.5, 22.5),
    "22. mg/cm2": (21.5, 22.5),
    "20 mg/cm2": (19.5, 20.5),  # one percent is less than half of the last digit
    "600 mg/cm2": (594.0, 606.0),  # zeros count for at most one percent
    "1000 mg/cm2": (990.0, 1010.0),
    "1.20e2 mg/cm2": (119.5, 120.5),
    "8 to 12 mg/cm2": (8.0, 12.0),
    "8 mg/cm2 to 12 mg/cm2": (8.0, 12.0),
    "62 +- 5 mg/cm2": (57.0, 67.0),
    "62 ± 5 mg/cm2": (57.0, 67.0),
    "~150 mg/cm2": (135.0, 165.0),
    "about 150 mg/cm2": (135.0, 165.0),
}


@pytest.mark.parametrize("text", VALUES)
def test_digits_ranges_and_uncertainties(text: str) -> None:
    value = read_value(text, LOADING, "coating_loading")
    low, high = (LOADING.si(end) for end in VALUES[text])
    assert (value.interval.low, value.interval.high) == pytest.approx((low, high), rel=1e-12)
    assert value.interval.low <= value.middle <= value.interval.high
    assert (value.spread is not None) == ("+-" in text or "±" in text)


def test_powers_of_ten_keep_their_digits() -> None:
    value = read_value("1.3e-10 cm2/s", DIFFUSIVITY, "solid_diffusivity")
    assert (value.interval.low, value.interval.high) == pytest.approx((1.25e-14, 1.35e-14))


def test_a_stated_zero_has_no_digit_to_round() -> None:
    value = read_value("0 mAh/g", CAPACITY, "specific_capacity")
    assert (value.interval.low, value.interval.high) == (0.0, 0.0)


@pytest.mark.parametrize("text", ["62 +- 5 mg/cm2", "16.7 mg/cm2", "8 to 12 mg/cm2"])
def test_draws_stay_where_the_value_can_be(text: str) -> None:
    value = read_value(text, LOADING, "coating_loading")
    drawn = value.draw(np.random.default_rng(1), 20000)
    assert drawn.mean() == pytest.approx(value.middle, rel=2e-3)
    if value.spread:
        assert drawn.std() == pytest.approx(value.spread, rel=0.02)
    else:
        assert drawn.min() >= value.interval.low
        assert drawn.max() <= value.interval.high


@pytest.mark.parametrize(
    "text", ["12 to 8 mg/cm2", "1 to mg/cm2", "~ mg/cm2", "1,5 mg/cm2", "nan mg/cm2", "0 mg/cm2", "5000 mg/cm2", "1e400 mg/cm2", "[]"]
)
def test_what_is_no_value_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RecipeError, match=r"mg/cm2|decimal point"):
        read_value(text, LOADING, "coating_loading")

"""Columns are found by what files call them, whatever the spelling, and given in the unit that an analysis wants."""

import numpy as np
import pytest

from stratode.lab.columns import Wanted, find, has, split, two_columns, with_unit
from stratode.lab.record import Origin, Record

STRAIN = Wanted("Strain / 1", ("strain",), written="Strain / %")
STRESS = Wanted("Stress / Pa", ("tensile stress", "stress"), ("rate",), written="Stress / MPa")


def table(**columns: float) -> Record:
    return Record({name: np.array([value]) for name, value in columns.items()}, Origin("film.csv", "table"))


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("G' (Pa)", ("G'", "Pa")),
        ("I/mA", ("I", "mA")),
        ("Current / mA / cm2", ("Current", "mA/cm2")),
        ("Conductivity / W/(m K)", ("Conductivity", "W/(m K)")),
        ("we(1).current (A)", ("we(1).current", "A")),
        ("Distance_[nm]", ("Distance_", "nm")),
        ("Counts", ("Counts", "")),
    ],
)
def test_a_header_parts_into_name_and_unit(header: str, parts: tuple[str, str]) -> None:
    assert split(header) == parts


def test_the_likeliest_name_wins_over_the_order_of_the_columns_and_what_it_must_not_hold_is_passed_over() -> None:
    record = table(**{"Stress_rate (MPa)": 1.0, "Stress (MPa)": 2.0, "Tensile_stress [kPa]": 3.0})
    assert with_unit(record, STRESS)[0] == pytest.approx(3e3)


@pytest.mark.parametrize(("header", "value"), [("strain / %", 0.02), ("Strain", 2.0), ("Strain (percent)", 0.02), ("Strain / 1", 2.0)])
def test_shares_are_read_in_percent_and_as_plain_numbers(header: str, value: float) -> None:
    assert with_unit(table(**{header: 2.0}), STRAIN)[0] == pytest.approx(value)


def test_a_unit_that_is_not_told_is_assumed_and_told_or_refused() -> None:
    record = table(Stress=5.0)
    found = find(record, STRESS)
    assert found is not None
    assert (found[0][0], found[1][0].name) == (5.0, "unit_assumed")
    with pytest.raises(ValueError, match=r"column 'Stress' must carry its unit; received none\. Name it such as 'Stress / MPa'"):
        with_unit(record, STRESS)


def test_what_is_missing_is_asked_for_by_a_name_that_is_accepted() -> None:
    record = table(**{"Force / N": 1.0})
    assert not has(record, STRESS)
    with pytest.raises(
        ValueError, match=r"film\.csv: needs a column 'Stress / MPa'; found 'Force / N'\. Name it so, or tell with --columns"
    ):
        with_unit(record, STRESS)
    with pytest.raises(ValueError, match=r"column 'Strain / mm' must be a plain number or in %; received the unit 'mm'"):
        with_unit(table(**{"Strain / mm": 1.0}), STRAIN)


@pytest.mark.parametrize("header", ["Strain (mm/mm)", "Strain / mm/mm", "strain [m/m]", "Strain / mm / mm"])
def test_a_length_over_the_same_length_is_a_plain_number(header: str) -> None:
    assert with_unit(table(**{header: 0.5}), STRAIN)[0] == 0.5
    with pytest.raises(ValueError, match="plain number or in %; received the unit 'mm/m'"):
        with_unit(table(**{"Strain (mm/m)": 0.5}), STRAIN)


@pytest.mark.parametrize("headers", [("Angle / deg", "强度/counts"), ("角度", "Counts")])
def test_of_two_columns_of_which_one_is_known_the_other_is_taken_and_told(headers: tuple[str, str]) -> None:
    wanted = Wanted("Angle / deg", ("angle",)), Wanted("Counts / 1", ("counts",))
    angle, counts, told = two_columns(table(**{headers[0]: 10.0, headers[1]: 7.0}), *wanted)
    assert (angle[0], counts[0]) == (10.0, 7.0)
    assert [one.name for one in told][-1:] == ["columns_by_order"]

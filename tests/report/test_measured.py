"""Measured files: both kinds read, and every refusal says what was found."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.report.measured import MeasuredFileError, read_measured


def write(tmp_path, text):
    path = tmp_path / "measured.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_capacities_by_rate(tmp_path):
    measured = read_measured(write(tmp_path, "\ufeffC-rate / 1;Capacity / mAh/g;Recipe\n0.5;182.1;A\n1;139.5;A\n"), ["A", "B"])
    assert [(p.c_rate, p.capacity, p.recipe) for p in measured.capacities] == [(0.5, 182.1, "A"), (1.0, 139.5, "A")]


def test_curves_from_time_and_current_count_discharge_only(tmp_path):
    text = "Test Time / s,Voltage / V,Current / A\n0,3.0,0.001\n10,4.2,0.001\n20,4.1,-0.001\n3620,3.0,-0.001\n"
    (curve,) = read_measured(write(tmp_path, text)).curves
    assert curve.voltage.tolist() == [4.1, 3.0]
    assert curve.capacity.tolist() == pytest.approx([0.0, 0.001])
    assert curve.specific_capacity(5e-6).tolist() == pytest.approx([0.0, 200.0])  # 1 mAh of 5 mg


def test_curves_are_told_apart_by_rate(tmp_path):
    text = "C-rate / 1,Voltage / V,Capacity / mAh/g\n0.1,4.2,0\n0.1,3.0,200\n1,4.0,0\n1,2.7,120\n"
    slow, fast = read_measured(write(tmp_path, text)).curves
    assert (slow.c_rate, fast.c_rate) == (0.1, 1.0)
    assert np.array_equal(fast.specific_capacity(1.0), [0.0, 120.0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("C-rate / 1,Capacity / mAh/g\n", "holds a header and no row"),
        ("C-rate / 1,Capacity\n1,2\n", r"column 'Capacity / mAh/g' is missing; found 'C-rate / 1', 'Capacity'"),
        ("a,b\n1,2\n", r"column 'Voltage / V' is missing; found 'a', 'b'"),
        ("Voltage / V\n3\n", r"column 'Discharge Capacity / Ah' is missing; found 'Voltage / V'"),
        (
            "C-rate / 1,Capacity / mAh/g\n1,nan\n",
            r"row 2, column 'Capacity / mAh/g': must be a number with a decimal point; received 'nan'",
        ),
        ("C-rate / 1,Capacity / mAh/g\n1,2,3\n", "row 2: the header has 2 columns; received 3 values"),
        ("C-rate / 1,C-rate / 1,Capacity / mAh/g\n1,1,2\n", "'C-rate / 1' stands more than once"),
        ("C-rate / 1,Capacity / mAh/g\n-1,2\n", r"a rate must be above 0 and a capacity not below; received -1C, 2 mAh/g"),
        ("Test Time / s,Voltage / V,Current / A\n0,3,1\n", "no row discharges"),
        ("C-rate / 1,Capacity / mAh/g,Recipe\n1,2,C\n", r"must name a recipe of this run \(A, B\); received 'C'"),
        ("C-rate / 1,Capacity / mAh/g\n1,2\n", "with several recipes a column 'Recipe' must say whose each row is"),
    ],
)
def test_refusals(tmp_path, text, message):
    with pytest.raises(MeasuredFileError, match=message):
        read_measured(write(tmp_path, text), ["A", "B"])


def test_a_missing_or_binary_file(tmp_path):
    with pytest.raises(MeasuredFileError, match=r"cannot be read \(No such file"):
        read_measured(tmp_path / "nowhere.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MeasuredFileError, match="must be a text table in UTF-8"):
        read_measured(tmp_path / "binary.csv")


def test_rows_of_other_recipes_are_left_out_and_named(tmp_path):
    text = "Recipe,C-rate / 1,Capacity / mAh/g\nA,1,100\nC,1,90\nB,2,80\nC,2,70\n"
    measured = read_measured(write(tmp_path, text), ["A", "B"])
    assert [(point.recipe, point.capacity) for point in measured.capacities] == [("A", 100.0), ("B", 80.0)]
    assert measured.left_out == ("C",)

"""Drive profiles from CSV files: what is read, per which area, and what is refused."""

from pathlib import Path

import pytest
from tests.recipe.stated import stages

from stratode.recipe import parts
from stratode.recipe.basis import Basis
from stratode.recipe.bench import Bench
from stratode.recipe.errors import RecipeError
from stratode.recipe.profile import MOST_ROWS, read_profile

CELL = Basis(area=2e-4, window=(2.7, 4.3), one_c=40.0)


def profile(folder: Path, text: str | bytes, basis: Basis = CELL, **options: str) -> parts.Profile:
    """The profile that a file beside the recipe becomes."""
    (folder / "drive.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return driven(folder, basis, drive="drive.csv", **options)


def driven(folder: Path | None, basis: Basis = CELL, **fields: str) -> parts.Profile:
    (stage,) = stages([fields], basis, Bench(folder))
    assert isinstance(stage, parts.Profile)
    return stage


# Each value was converted by hand: 2 cm2 of area, 1C = 40 A/m2.
UNITS = [
    ("Current / A", "0.002", parts.Driven.CURRENT, 10.0),
    ("Current / mA", "2", parts.Driven.CURRENT, 10.0),
    ("current (mA)", "2", parts.Driven.CURRENT, 10.0),
    ("C-rate", "0.5", parts.Driven.CURRENT, 20.0),
    ("C-rate / 1", "0.5", parts.Driven.CURRENT, 20.0),
    ("Current Density / mA.cm-2", "-1.5", parts.Driven.CURRENT, -15.0),
    ("Current Density / A/m2", "7", parts.Driven.CURRENT, 7.0),
    ("Power / W", "0.01", parts.Driven.POWER, 50.0),
    ("Power / mW.cm-2", "5", parts.Driven.POWER, 50.0),
    ("Voltage / V", "3.5", parts.Driven.VOLTAGE, 3.5),
    ("Voltage [mV]", "3500", parts.Driven.VOLTAGE, 3.5),
]


@pytest.mark.parametrize(("header", "text", "kind", "value"), UNITS)
def test_a_column_counts_per_cell_area(tmp_path: Path, header: str, text: str, kind: parts.Driven, value: float) -> None:
    found = profile(tmp_path, f"Test Time / s,{header}\n0,{text}\n1.5,{text}\n")
    assert found.driven is kind
    assert found.values == pytest.approx((value, value), rel=1e-12)
    assert found.times == (0.0, 1.5)
    assert (found.lower_voltage, found.upper_voltage, found.name, found.straight) == (2.7, 4.3, "drive.csv", False)


@pytest.mark.parametrize(("header", "seconds"), [("Test Time / s", 2.0), ("Time (min)", 120.0), ("Time [h]", 7200.0), ("time/ms", 0.002)])
def test_times_carry_their_unit(tmp_path: Path, header: str, seconds: float) -> None:
    assert profile(tmp_path, f"{header};Power / W\n0;1\n2;1\n").times == pytest.approx((0.0, seconds))


def test_a_profile_begins_at_zero_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("Test Time / s\tVoltage / V\n100\t3\n101\t3.1\n\n103\t3\n")
    bench = Bench(tmp_path)
    (stage,) = stages("drive late.csv", Basis(1.0), bench)
    assert isinstance(stage, parts.Profile)
    assert stage.times == (0.0, 1.0, 3.0)
    assert (stage.lower_voltage, stage.upper_voltage) == (None, None)
    assert [(a.field, a.value) for a in bench.assumptions] == [("steps.0", "late.csv begins at 0, not at 100 s")]


def test_sign_scale_and_joints_are_options(tmp_path: Path) -> None:
    text = "Test Time / s,Current Density / A/m2\n0,1\n1,2\n"
    found = profile(tmp_path, text, sign="discharge positive", scale="3", joined="lines")
    assert (found.values, found.straight) == ((-3.0, -6.0), True)


def test_of_several_columns_one_is_named(tmp_path: Path) -> None:
    text = "\ufeffTest Time / s,Voltage / V,Current / A,Cycle Count / 1\n0,3.5,0.002,1\n1,3.4,0,1\n"
    assert profile(tmp_path, text, column="current / a").values == pytest.approx((10.0, 0.0))
    with pytest.raises(RecipeError) as caught:
        profile(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.rule == "must have one column to follow, or say which"
    assert problem.received == "''Voltage / V' or 'Current / A''"
    assert problem.remedy == "Add column: Voltage / V."


REFUSED = [
    ("", "must hold a header and at least two rows", "Give 'Test Time / s'"),
    ("Test Time / s,Power / W\n0,1\n", "must hold a header and at least two rows", "Give 'Test Time / s'"),
    (
        "Test Time / s;Power / W\n0;0,5\n1;0,7\n",
        "must use a decimal point, in 'Power / W' of row 2",
        "Export the table with decimal points.",
    ),
    ("Test Time / s,Power / W\n0,0,5\n1,0,7\n", "must have 2 values in every row; row 2 has 3", "Write decimal points"),
    ("Test Time / s,Power / W\n0,1\n1\n", "must have 2 values in every row; row 3 has 1", "Write decimal points"),
    (
        "Test Time / s,Power / W\n0,1\n0,2\n",
        "must have times that rise; row 3 of drive.csv does not",
        "Sort the rows, keep each time once.",
    ),
    ("Test Time / s,Power / W\n0,1\n1,nan\n", "must hold a number, in 'Power / W' of row 3", "Correct the value, or remove the row."),
    ("Test Time / s,Power / W\n0,1\n1,1e999\n", "must be finite and not larger than 1e+09", "Correct it."),
    ("Test Time / s,Voltage / V\n0,3.5\n1,3500\n", "must hold voltages from -10 to 10 V", "Check the unit."),
    ("Test Time,Power / W\n0,1\n1,2\n", "must name the unit of its times", "Write for example 'Test Time / s' in the header."),
    ("Test Time / s,Power\n0,1\n1,2\n", "must name the unit of its values", "Write for example 'Power / W' in the header."),
    ("Test Time / s,Power / V\n0,1\n1,2\n", "must have a unit of W in its header", "Give 'Test Time / s'"),
    ("Test Time / V,Power / W\n0,1\n1,2\n", "must have a unit of s in its header", "Give 'Test Time / s'"),
    ("Hours,Power / W\n0,1\n1,2\n", "must have a column of times", "Give 'Test Time / s'"),
    ("Test Time / s,Strom / A\n0,1\n1,2\n", "must have a column to follow", "Give 'Test Time / s'"),
    ("Test Time / s,Time / s,Power / W\n0,1,1\n1,2,2\n", "must have one column of times", "Remove the others."),
    ("Test Time / s,Power / W\n0,1\n1,2\n".encode("utf-16"), "must be text in UTF-8", "Save the table as CSV UTF-8."),
    ("Test Time / s,Power / W\n" + "".join(f"{i},1\n" for i in range(MOST_ROWS + 1)), "must not hold more than 500000 rows", "Give fewer"),
]


@pytest.mark.parametrize(("text", "rule", "remedy"), REFUSED, ids=lambda item: str(item)[:30])
def test_a_table_that_is_no_profile_is_refused(tmp_path: Path, text: str | bytes, rule: str, remedy: str) -> None:
    with pytest.raises(RecipeError) as caught:
        profile(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.field == "steps.0.drive"
    assert problem.rule.startswith(rule)
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize("name", ["/etc/passwd", "../drive.csv", "a/../../drive.csv", "C:\\drive.csv", "\\\\server\\drive.csv", "a\0b"])
def test_a_profile_lies_beside_the_recipe(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecipeError, match="must be a file beside the recipe, or in a folder there"):
        driven(tmp_path, drive=name)


def test_a_missing_profile_or_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("drive.csv", "folder", "x" * 199):
        with pytest.raises(RecipeError, match="must be a file"):
            driven(tmp_path, drive=name)
    with pytest.raises(RecipeError, match="needs the folder of the recipe"):
        driven(None, drive="drive.csv")


def test_a_profile_in_c_rates_needs_a_1c(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="this cell has no 1C"):
        profile(tmp_path, "Test Time / s,C-rate\n0,1\n1,1\n", Basis(1.0))


def test_voltages_take_no_sign(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="must have no sign or scale"):
        profile(tmp_path, "Test Time / s,Voltage / V\n0,3\n1,3\n", sign="discharge positive")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(RecipeError, match="must not be larger than 20 MB; received '30 MB'"):
        read_profile("huge.csv", tmp_path)

"""What formats say of themselves: names, units, signs, aborted and corrected measurements, series, clocks."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from tests.lab.reading.instruments import KINDS
from tests.lab.reading.made import AMPERES, HERTZ, OHMS, POINTS, SECONDS, VOLTS, cells

from stratode.lab.reading.files import How, formats, read_record, read_records
from stratode.lab.reading.heads import head_of
from stratode.lab.reading.numbers import Fault, clock, date, date_form, number
from stratode.lab.record import CURRENT, CYCLE, FREQUENCY, IMAGINARY, REAL, TIME, VOLTAGE

MADE = {made.name: made for made in KINDS}


def read(tmp_path, text, **how):
    path = tmp_path / "cell.txt"
    path.write_text(text, encoding="utf-8")
    return read_records(path, How(**how))


def told(record):
    return {caution.name for caution in record.origin.cautions}


@pytest.mark.parametrize(
    ("text", "words", "unit", "minus"),
    [
        ("-Im(Z)/Ohm", "im(z)", "ohm", True),
        ("Re(Z)/Ohm", "re(z)", "ohm", False),
        ("Re(Z)", "re(z)", "", False),
        ("−Z″ (Ω)", "z''", "ohm", True),
        ('Z"/ohm', "z''", "ohm", False),
        ("<Ewe>/V", "ewe", "V", False),
        ("Q charge/discharge/mA.h", "q charge/discharge", "mAh", False),
        ("Test Time / s", "test time", "s", False),
        ("test_time_second", "test time", "s", False),
        ("ambient_temperature_celsius", "ambient temperature", "degC", False),
        ("temperature_1_C", "temperature 1", "degC", False),
        ("discharge_capacity_Ah", "discharge capacity", "Ah", False),
        ("电压(V)", "电压", "V", False),
        ("测试时间/Sec", "测试时间", "s", False),
        ("Cs/µF", "cs", "µF", False),
        ("|Z| [MΩ]", "|z|", "Mohm", False),
        ("Phase(Z)/deg", "phase(z)", "deg", False),
        ("Cycle Count / 1", "cycle count", "1", False),
        ("step_index", "step index", "", False),
        ("I[A]", "i", "A", False),
    ],
)
def test_names_are_parted_from_units_and_signs(text, words, unit, minus):
    head = head_of(text)
    assert (head.words, head.unit, head.minus) == (words, unit, minus)


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("1.5", False, 1.5),
        ("-1,5e-3", True, -1.5e-3),
        ("1,234.5", False, 1234.5),
        ("1.234,5", True, 1234.5),
        ("1 234,5", True, 1234.5),
        ("−2", False, -2.0),
        (".5", False, 0.5),
        ("9.961e+4", False, 99610.0),
    ],
)
def test_numbers_of_all_countries(cell, comma, value):
    assert number(cell, comma) == (value, Fault.FINE)


@pytest.mark.parametrize(
    ("cell", "comma", "fault"),
    [
        ("1,234", False, Fault.MIXED),
        ("1.234", True, Fault.MIXED),
        ("", False, Fault.MISSING),
        ("NaN", True, Fault.MISSING),
        ("inf", False, Fault.MISSING),
        ("1_0", False, Fault.WORD),
        ("0x1F", False, Fault.WORD),
        ("1e999", False, Fault.WORD),
        ("3\x004", False, Fault.JUNK),
    ],
)
def test_what_is_no_number_says_why(cell, comma, fault):
    value, found = number(cell, comma)
    assert np.isnan(value)
    assert found == fault


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("00:01:30.5", 90.5), ("2d 03:00:00", 183600.0), ("1-00:00:01", 86401.0), ("3 days, 00:00:02", 259202.0), ("25:00:00", 90000.0)],
)
def test_clocks(cell, seconds):
    assert clock(cell) == (seconds, Fault.FINE)


def test_dates_are_read_in_the_one_form_that_reads_them_all():
    assert date_form(["04/05/2024 10:00:00", "04/30/2024 10:00:00"]) == "%m/%d/%Y %H:%M:%S"
    assert date_form(["04/05/2024 10:00:00", "30/04/2024 10:00:00"]) == "%d/%m/%Y %H:%M:%S"
    assert date_form(["04/05/2024 10:00:00", "never"]) is None
    day, half = date("2024-04-30 12:00:00.25", "%Y-%m-%d %H:%M:%S")[0], 1714478400.25
    assert day == half


def test_an_aborted_gamry_experiment_is_told(tmp_path):
    text = MADE["gamry eis after ocv"].text() + "EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted\n"
    (record,) = read(tmp_path, text)
    assert told(record) == {"aborted"}
    assert len(record) == POINTS


def test_a_gamry_table_of_fewer_rows_than_it_states_is_told(tmp_path):
    (record,) = read(tmp_path, MADE["gamry eis"].text().replace(f"TABLE\t{POINTS}", "TABLE\t60"))
    assert told(record) == {"truncated"}
    assert "states 60 rows and holds 24" in record.origin.cautions[0].words


def test_the_area_of_a_gamry_head_is_kept(tmp_path):
    (record,) = read(tmp_path, MADE["gamry eis"].text())
    assert record.origin.stated["area / cm2"] == "1.13"


def test_only_a_wait_at_open_circuit_is_told(tmp_path):
    text = MADE["gamry eis after ocv"].text().partition("ZCURVE")[0]
    (record,) = read(tmp_path, text)
    assert "only_open_circuit" in told(record)
    np.testing.assert_array_equal(record.column(TIME), [0.25, 0.5])


def test_drift_corrected_impedances_go_before_raw_ones(tmp_path):
    names = ("Pt", "Time", "Freq", "Zreal", "Zimag", "ZrealDrCor", "ZimagDrCor")
    units = ("#", "s", "Hz", "ohm", "ohm", "ohm", "ohm")
    rows = cells(list(range(POINTS)), SECONDS, HERTZ, OHMS.real + 5, OHMS.imag - 5, OHMS.real, OHMS.imag)
    lines = ["EXPLAIN", "TAG\tEISPOT", "DRIFTCOR\tTOGGLE\tT\tDrift correction", "ZCURVE\tTABLE"]
    text = "\n".join([*lines, *("\t" + "\t".join(row) for row in (names, units, *rows))])
    (record,) = read(tmp_path, text)
    np.testing.assert_allclose(record.column(REAL), OHMS.real, rtol=1e-6)
    np.testing.assert_allclose(record.column(IMAGINARY), OHMS.imag, atol=1e-8)
    assert told(record) == {"drift_corrected"}


def test_curves_of_one_gamry_voltammogram_are_one_record_with_their_number(tmp_path):
    names, units = ("Pt", "T", "Vf", "Im"), ("#", "s", "V vs. Ref.", "A")
    lines = ["EXPLAIN", "TAG\tCV"]
    for curve in (1, 2):
        rows = cells(list(range(POINTS)), SECONDS + 5000 * (curve - 1), VOLTS, AMPERES)
        lines += [f"CURVE{curve}\tTABLE\t{POINTS}", *("\t" + "\t".join(row) for row in (names, units, *rows))]
    (record,) = read(tmp_path, "\n".join(lines))
    np.testing.assert_array_equal(record.column(CYCLE), np.repeat([1.0, 2.0], POINTS))


def test_several_loops_of_biologic_are_several_records(tmp_path):
    made = MADE["biologic eis"]
    rows = [[*row[:-1], str(loop)] for loop in (1, 2, 3) for row in made.rows]
    records = read(tmp_path, made.with_rows(rows).text())
    assert [len(record) for record in records] == [POINTS] * 3
    assert [record.origin.stated["loop"] for record in records] == ["1", "2", "3"]


def test_sweeps_that_begin_again_without_a_number_are_parted_too(tmp_path):
    made = MADE["named spectrum"]
    records = read(tmp_path, made.with_rows([*made.rows, *made.rows]).text())
    assert [len(record) for record in records] == [POINTS, POINTS]


def test_a_cell_voltage_goes_before_that_of_an_electrode(tmp_path):
    (record,) = read(tmp_path, "time/s\tEwe/V\tEce/V\tEwe-Ece/V\tI/mA\n" + "".join(f"{t}\t4.{t}\t0.5\t3.{t}\t1\n" for t in range(5)))
    assert record.column(VOLTAGE)[1] == 3.1


def test_the_time_of_a_test_is_put_together_from_steps_or_dates(tmp_path):
    (steps,) = read(tmp_path, "Step Time (s),Voltage (V)\n" + "".join(f"{t},3.{n}\n" for n, t in enumerate([0, 10, 20, 5, 15, 1])))
    assert "time_from_steps" in told(steps)
    np.testing.assert_array_equal(steps.column(TIME), [0, 10, 20, 25, 35, 36])
    (dates,) = read(tmp_path, "Date,Voltage (V)\n" + "".join(f"2024-04-30 23:59:{50 + n},3.{n}\n" for n in range(5)))
    assert "time_from_dates" in told(dates)
    np.testing.assert_array_equal(dates.column(TIME), [0, 1, 2, 3, 4])


def test_units_that_are_not_stated_are_assumed_and_told(tmp_path):
    (record,) = read(tmp_path, "Freq,Real,Imag\n" + "\n".join(",".join(row) for row in cells(HERTZ, OHMS.real, OHMS.imag)))
    assert told(record) == {"unit_assumed"}
    assert {FREQUENCY, REAL, IMAGINARY} == set(record.columns)


def test_a_sign_that_nothing_tells_is_told(tmp_path):
    (record,) = read(tmp_path, "Time/s,Voltage/V,Current/A\n" + "".join(f"{t},3.5,0.1\n" for t in range(6)))
    assert told(record) == {"sign_unknown"}


def test_only_what_is_wanted_is_read(tmp_path):
    path = tmp_path / "cell.csv"
    path.write_bytes(MADE["arbin"].data())
    (record,) = read_records(path, wanted=(TIME, VOLTAGE))
    assert set(record.columns) == {TIME, VOLTAGE}


def test_a_file_of_several_tables_is_no_one_record(tmp_path):
    path = tmp_path / "cell.csv"
    made = MADE["named spectrum"]
    path.write_text(made.with_rows([*made.rows, *made.rows]).text(), encoding="utf-8")
    with pytest.raises(ValueError, match="must hold one table; received 2"):
        read_record(path)


def test_a_format_may_be_forced(tmp_path):
    (record,) = read(tmp_path, MADE["arbin"].text(), format="table")
    assert record.origin.format == "table"
    with pytest.raises(ValueError, match="must hold a table of numbers"):
        read(tmp_path, MADE["arbin"].text(), format="Gamry DTA")


def test_each_format_says_what_it_is_told_by():
    assert all(name and told_by for name, told_by in formats())
    assert {made.format for made in KINDS} <= {name for name, _ in formats()}


def test_every_caution_of_the_readers_is_documented():
    root = Path(__file__).parents[3]
    sources = [path for path in (root / "src/stratode/lab/reading").rglob("*.py") if "picture" not in path.name and "xrd" not in path.name]
    given = {name for path in sources for name in re.findall(r'Caution\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))}
    documented = (root / "docs/lab_readers.md").read_text(encoding="utf-8")
    assert len(given) > 20
    assert [name for name in sorted(given) if f"`{name}`" not in documented] == []


@pytest.mark.parametrize(
    ("text", "words", "unit", "label"),
    [
        ("I/(mA)", "i", "mA", "I / mA"),
        ("Conductivity/(S cm-1)", "conductivity", "S cm-1", "Conductivity / S cm-1"),
        ("电压/(V)", "电压", "V", "电压 / V"),
    ],
)
def test_a_unit_in_brackets_after_a_slash_is_the_unit(text, words, unit, label):
    head = head_of(text)
    assert (head.words, head.unit, head.label) == (words, unit, label)


@pytest.mark.parametrize("names", ["Zeit / s;Spannung / V;Strom / A", "Testzeit [s];E vs Li/Li+ [V];Strom [A]", "Time/s;E vs. Li/V;I/A"])
def test_german_names_and_potentials_against_lithium_are_known(tmp_path, names):
    rows = "\n".join(f"{k},0;3,{k};0,5" for k in range(9))
    (record,) = read(tmp_path, f"{names}\n{rows}\n")
    assert {TIME, VOLTAGE, CURRENT} <= set(record.columns)
    assert record.columns[VOLTAGE][8] == 3.8


def test_a_stream_that_can_be_read_only_once_is_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ValueError, match=r"must be a file; received a stream, which can be read only once\. Write it to a file first"):
        read_records(pipe)

"""`stratode lab convert` from the door: what it writes reads back the same, what it refuses it says."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from stratode.cli import app
from stratode.evaluate import convert
from stratode.lab.reading.files import How, read_record, read_records
from stratode.lab.record import CURRENT, FREQUENCY, IMAGINARY, REAL, TIME, VOLTAGE

CYCLED = "Time/h;Ewe/mV;I/mA;note\n0;3700,5;1,25;a\n0,5;3710,25;1,25;b\n1;x;1,25;c\n1,5;3712,5;-1,25;d\n2;3703;-1,25;e\n"
SERIES = "freq/Hz,|Z|/Ohm,Phase(Z)/deg,loop_index\n" + "".join(
    f"{f},{10 + loop},{-45},{loop}\n" for loop in (0, 1, 2) for f in (1e4, 1e3, 1e2, 1e1)
)


def run(*arguments):
    result = CliRunner().invoke(app, ["lab", "convert", *map(str, arguments)], catch_exceptions=True)
    return result, str(result.exception or "")


@pytest.fixture
def cycled(tmp_path):
    path = tmp_path / "cell.txt"
    path.write_text(CYCLED, encoding="utf-8")
    return path


def test_a_table_becomes_bdf_in_its_units_and_reads_back_the_same(cycled, tmp_path):
    out = tmp_path / "cell.bdf.csv"
    found = convert(cycled, out)
    assert out.read_text().splitlines()[0] == f"{TIME},{VOLTAGE},{CURRENT}"
    back = read_record(out)
    assert back.origin.format == "BDF"
    np.testing.assert_array_equal(back.column(TIME), [0.0, 1800.0, 5400.0, 7200.0])
    np.testing.assert_allclose(back.column(VOLTAGE), [3.7005, 3.71025, 3.7125, 3.703], rtol=1e-15)
    np.testing.assert_allclose(back.column(CURRENT), [1.25e-3, 1.25e-3, -1.25e-3, -1.25e-3], rtol=1e-15)
    for name in found.columns:
        np.testing.assert_array_equal(found.record.column(name), back.column(name))


def test_json_tells_what_was_read_and_what_was_left_out(cycled, tmp_path):
    result, _ = run(cycled, "-o", tmp_path / "out.bdf.csv", "--json")
    told = json.loads(result.stdout)
    assert told["rows"] == 4
    assert told["skipped"] == [{"why": "'Ewe/mV' is not a number", "count": 1, "lines": [4]}]
    assert {one["name"] for one in told["cautions"]} >= {"decimal_comma", "rows_left_out"}


def test_a_series_of_spectra_is_written_as_one_and_reads_back_as_one(tmp_path):
    source, out = tmp_path / "series.csv", tmp_path / "series.bdf.csv"
    source.write_text(SERIES, encoding="utf-8")
    convert(source, out)
    back = read_records(out)
    assert [len(record) for record in back] == [4, 4, 4]
    for loop, record in enumerate(back):
        np.testing.assert_array_equal(record.column(FREQUENCY), [1e4, 1e3, 1e2, 1e1])
        np.testing.assert_allclose(record.column(REAL), (10 + loop) * np.sqrt(0.5), rtol=1e-12)
        np.testing.assert_allclose(record.column(IMAGINARY), -(10 + loop) * np.sqrt(0.5), rtol=1e-12)


def test_columns_are_named_at_the_door_with_unit_and_sign(tmp_path):
    source, out = tmp_path / "bare.csv", tmp_path / "bare.bdf.csv"
    source.write_text("1,0,3600,50\n2,1,3610,50\n4,2,3620,50\n", encoding="utf-8")
    convert(source, out, how=How(columns="Test Time / s=2:min,Voltage / V=3:mV,Current / A=-4:mA"))
    back = read_record(out)
    np.testing.assert_allclose(back.column(TIME), [0.0, 60.0, 120.0])
    np.testing.assert_allclose(back.column(VOLTAGE), [3.6, 3.61, 3.62])
    np.testing.assert_allclose(back.column(CURRENT), -0.05)


def test_neither_the_input_nor_another_file_is_overwritten(cycled, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(cycled)
    for target, words in (
        (cycled, "must not be the file that is read"),
        (link, "must not be"),
        (other, "new file or a BDF table"),
        (tmp_path, "must be a file"),
    ):
        result, said = run(cycled, "-o", target)
        assert result.exit_code != 0
        assert words in said
    assert cycled.read_text() == CYCLED
    assert other.read_text() == "mine"


def test_what_holds_neither_voltage_nor_spectrum_is_not_written(tmp_path):
    source = tmp_path / "xrd.csv"
    source.write_text("2theta,counts\n10,5\n11,6\n12,7\n", encoding="utf-8")
    with pytest.raises(ValueError, match="needs a voltage"):
        convert(source, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("Voltage / V", "list of NAME=COLUMN"),
        ("Voltage / V=Eoc", "names columns of the file|must name columns of the file"),
        ("Voltage / V=I/mA:mA", "must convert to V"),
        ("Voltage / V=9", "must name columns"),
    ],
)
def test_wrong_columns_are_refused(cycled, tmp_path, columns, words):
    with pytest.raises(ValueError, match=words):
        convert(cycled, tmp_path / "out.csv", how=How(columns=columns))


def test_an_unknown_format_is_answered_with_the_nearest(cycled, tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'BioLogic mpt'"):
        convert(cycled, tmp_path / "out.csv", how=How(format="biologic"))


def test_the_formats_are_listed():
    result = CliRunner().invoke(app, ["lab", "formats", "--json"])
    assert {"Gamry DTA", "BDF", "Neware ndax"} <= {one["name"] for one in json.loads(result.stdout)["formats"]}

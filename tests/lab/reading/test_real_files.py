"""Real files of instruments, read whole; where a decoded twin exists, row by row."""

import os
from pathlib import Path

import numpy as np
import pytest

from stratode.lab.reading.files import read_record, read_records
from stratode.lab.record import AMBIENT, CHARGED, CURRENT, CYCLE, DISCHARGED, FREQUENCY, IMAGINARY, REAL, STEP, TIME, VOLTAGE

DATA = Path(os.environ.get("STRATODE_DATA", Path(__file__).parents[3].parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")


@pytest.mark.parametrize(
    ("file", "format", "rows", "first"),
    [
        ("eis/gamry_REF3000.DTA", "Gamry DTA", 72, (200015.6, 825.8584, -1367.239)),
        ("eis/chi660e.txt", "CHI txt", 73, (9.961e4, 98.91, -2.748)),
        ("eis/biologic.mpt", "BioLogic mpt", 43, (1000.3201, 65.470886, -0.38998979)),
        ("eis/lpscl_ionblocking_m25C.txt", "BioLogic mpt", 79, (7000018.5, 359.24146, -290.92038)),
        ("eis/impedancepy_exampleData.csv", "table", 66, (3.1623e-3, 4.949989776405060160e-02, -2.043869854441892481e-02)),
        ("drt/pydrttools_2ZARC2.csv", "table", 81, (0.01, 89.45014043025988, -0.901983282619992)),
        ("drt/pydrttools_LIB_data.txt", "table", 107, (999.040405, 0.112362966, 0.00318273902)),
    ],
)
def test_spectra_read_as_they_stand_in_the_file(file, format, rows, first):
    record = read_record(DATA / file)
    assert record.origin.format == format
    assert len(record) == rows
    assert tuple(record.column(name)[0] for name in (FREQUENCY, REAL, IMAGINARY)) == pytest.approx(first, rel=1e-12)
    assert not record.origin.skipped


def test_a_series_of_spectra_is_one_record_each_and_its_empty_ends_are_counted():
    records = read_records(DATA / "eis" / "ssb_ncm_lpscl_atrest.csv")
    assert [len(record) for record in records] == [89] * 10
    assert [record.origin.stated["loop"] for record in records] == list("0123456789")
    assert sum(skipped.count for skipped in records[0].origin.skipped) == 10
    modulus, phase = 50.752583, np.deg2rad(-20.75998)
    assert records[0].column(REAL)[0] == pytest.approx(modulus * np.cos(phase), rel=1e-12)
    assert records[0].column(IMAGINARY)[0] == pytest.approx(modulus * np.sin(phase), rel=1e-12)


def test_the_land_file_is_its_bdf_twin_row_by_row():
    name = "SINTEF__LiGrR2032__2024-04-30__25degC__Landt"
    ours, twin = (read_record(DATA / "cycler" / (name + end)) for end in (".csv", ".bdf.csv"))
    assert ours.origin.format == "Land"
    assert twin.origin.format == "BDF"
    assert set(twin.columns) == {TIME, VOLTAGE, CURRENT, STEP, CHARGED, DISCHARGED, AMBIENT}
    for column in twin.columns:
        np.testing.assert_array_equal(ours.column(column), twin.column(column))


def test_the_neware_file_is_its_decoded_twin_row_by_row():
    polars = pytest.importorskip("polars")
    pytest.importorskip("fastnda")
    record = read_record(DATA / "cycler" / "neware_21_10_7_85.ndax")
    twin = polars.read_parquet(DATA / "cycler" / "neware_21_10_7_85.parquet")
    of_twin = {
        TIME: twin["Total Time"],
        VOLTAGE: twin["Voltage(mV)"] / 1e3,
        CURRENT: twin["Current(uA)"] / 1e6,
        CYCLE: twin["Cycle Index"],
        STEP: twin["Step Index"],
        "Step Time / s": twin["Time"],
        "Step Net Capacity / Ah": twin["Capacity(mAs)"] / 3.6e6,
        "Step Net Energy / Wh": twin["Energy(mWs)"] / 3.6e6,
    }
    for column, values in of_twin.items():
        rounded = 5e-5 if column == VOLTAGE else 1e-12  # the twin states tenths of a millivolt
        np.testing.assert_allclose(record.column(column), values.to_numpy().astype(float), rtol=1e-6, atol=rounded)


@pytest.mark.parametrize("file", sorted((DATA / "gitt").glob("*pulse*")) if DATA.is_dir() else [], ids=lambda path: path.stem)
def test_named_tables_keep_what_we_have_no_name_for(file):
    record = read_record(file)
    assert {TIME, VOLTAGE, CURRENT, "Negative electrode potential / V", "Positive electrode potential / V"} == set(record.columns)


@pytest.mark.parametrize("file", ["eis/ssb_sample_info.txt", "bpx/nmc_pouch_cell_BPX.json", "cycler/neware_21_10_7_85.parquet"])
def test_what_holds_no_table_is_refused(file):
    with pytest.raises(ValueError, match="received"):
        read_records(DATA / file)

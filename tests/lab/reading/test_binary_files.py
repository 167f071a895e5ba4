"""Workbooks, databases, packed and foreign files: read for what they are, or told what they look like."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from tests.lab.reading.instruments import KINDS

from stratode.lab.reading import workbooks
from stratode.lab.reading.files import read_record, read_records
from stratode.lab.record import CURRENT, TIME, VOLTAGE
from stratode.recipe import extras

MADE = {made.name: made for made in KINDS}
DATA = Path(os.environ.get("STRATODE_DATA", Path(__file__).parents[3].parent / "shared" / "data"))


def value_of(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def table_of(made):
    return [list(made.names), *[[value_of(cell) for cell in row] for row in made.rows]]


def xlsx(path, sheets):
    book = pytest.importorskip("openpyxl").Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def xls(path, sheets):
    book = pytest.importorskip("xlwt").Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    book.save(str(path))


def same(record, made):
    for name, truth in made.truth.items():
        np.testing.assert_allclose(record.column(name), truth, rtol=1e-6, atol=2e-9, err_msg=name)


@pytest.mark.parametrize("kind", ["arbin", "named table", "bdf labels", "modulus and phase", "land english"])
def test_a_workbook_is_read_as_its_table(tmp_path, kind):
    path = tmp_path / "cell.csv"  # the name says nothing
    xlsx(path, {"Sheet": table_of(MADE[kind])})
    record = read_record(path)
    same(record, MADE[kind])
    assert record.origin.format == MADE[kind].format


@pytest.mark.parametrize("kind", ["land chinese", "neware chinese", "named table"])
def test_an_old_workbook_is_too(tmp_path, kind):
    pytest.importorskip("python_calamine")
    path = tmp_path / "cell.xls"
    xls(path, {"记录": table_of(MADE[kind]), "empty": []})
    same(read_record(path), MADE[kind])


def test_arbin_channels_are_joined_where_they_go_on_and_summaries_are_told(tmp_path):
    made, path = MADE["arbin"], tmp_path / "arbin.xlsx"
    names, *rows = table_of(made)
    sheets = {
        "Global_Info": [["TEST REPORT"], ["Channel", 6], ["Schedule", "CC"]],
        "Channel_1-006_1": [names, *rows[:14]],
        "Channel_1-006_2": [names, *rows[14:]],
        "Statistics_1-006": [names, rows[9], rows[21]],
    }
    xlsx(path, sheets)
    record = read_record(path)
    same(record, made)
    assert {caution.name for caution in record.origin.cautions} == {"sheets_joined", "sheets_left_out"}
    told = " ".join(caution.words for caution in record.origin.cautions)
    assert "Statistics_1-006" in told


def test_other_channels_are_other_records(tmp_path):
    path = tmp_path / "arbin.xlsx"
    xlsx(path, {"Channel_1-001": table_of(MADE["arbin"]), "Channel_1-002": table_of(MADE["arbin"])})
    records = read_records(path)
    assert [record.origin.file for record in records] == ["arbin.xlsx (Channel_1-001)", "arbin.xlsx (Channel_1-002)"]


def test_a_workbook_of_words_is_refused(tmp_path):
    path = tmp_path / "notes.xlsx"
    xlsx(path, {"Notes": [["all", "went"], ["well"]]})
    with pytest.raises(ValueError, match="must hold a table of numbers"):
        read_records(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    with pytest.raises(ValueError, match="sane size"):
        read_records(path)


def test_a_sheet_that_never_ends_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20)
    path = tmp_path / "long.xlsx"
    xlsx(path, {"Sheet": table_of(MADE["named table"])})
    with pytest.raises(ValueError, match="more than 20 cells"):
        read_records(path)


def packed(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a PNG image"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "a JPEG image"),
        (b"II*\x00" + b"\x00" * 40, "a TIFF image"),
        (b"BIO-LOGIC MODULAR FILE\x1a" + b"\x00" * 40, r"\.mpt"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "a gzip archive"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
        (b"PAR1" + b"\x00" * 40, "a parquet file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "an HTML page"),
        (b"<?xml version='1.0'?><Workbook/>", "an XML document"),
        (packed(word__document="x").replace(b"word/document", b"word/document"), "a zip archive"),
        (packed(**{"word__document.xml": "x"}), "a Word document"),
        (packed(**{"content.xml": "x", "mimetype": "x"}), "an OpenDocument file"),
        (packed(**{"xl__workbook.xml": "x"}), "must be a whole workbook"),
        (packed(**{"xl__workbook.xml": "x"})[:-30], "cannot be opened"),
        (packed(**{"data.ndc": "x"}), "must be a whole Neware ndax"),
        (b"NEWARE" + b"\x00" * 400, "must be a whole Neware nda"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "must be a whole workbook"),
        (b"", "an empty file"),
        (bytes(range(256)) * 20, "binary data"),
        (b"\x00" * 5000, "binary data"),
        (b"a note\nof words, nothing else\n", "begins with 'a note'"),
        (b"5\n", "must hold a table of numbers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes of archives hold the time at which they were made
)
def test_what_is_no_table_is_told_what_it_looks_like(tmp_path, data, words):
    path = tmp_path / "cell.xls"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=words):
        read_records(path)


def test_a_folder_and_nothing_at_all(tmp_path):
    with pytest.raises(ValueError, match="a folder"):
        read_records(tmp_path)
    with pytest.raises(OSError, match="No such file"):
        read_records(tmp_path / "missing.csv")


EXPORT = """#!/bin/sh
[ "$2" = Channel_Normal_Table ] || exit 1
cat "{table}"
"""


def test_arbin_res_is_read_by_mdb_export_where_it_is_there(tmp_path, monkeypatch):
    made, path = MADE["arbin"], tmp_path / "cell.res"
    path.write_bytes(b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\x00" * 100)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(ValueError, match="apt install mdbtools"):
        read_records(path)
    table = tmp_path / "table.csv"
    names = ["Test_ID", *(name.partition("(")[0] for name in made.names)]
    table.write_text("\n".join(",".join(row) for row in [names, *[["1", *row] for row in made.rows]]), encoding="utf-8")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "mdb-export"
    program.write_text(EXPORT.format(table=table), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    record = read_record(path)
    assert record.origin.format == "Arbin"
    same(record, made)
    program.write_text("#!/bin/sh\necho broken >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="received broken"):
        read_records(path)


def test_a_library_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch):
    path = tmp_path / "cell.xlsx"
    path.write_bytes(packed(**{"xl__workbook.xml": "x"}))
    monkeypatch.setattr(extras.util, "find_spec", lambda name: None)
    with pytest.raises(extras.MissingExtra, match=r"openpyxl.*pip install 'stratode\[lab\]'"):
        read_records(path)


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here")
@pytest.mark.parametrize(
    "file", ["eis/gamry_REF3000.DTA", "eis/chi660e.txt", "eis/biologic.mpt", "cycler/neware_21_10_7_85.ndax", "drt/pydrttools_2ZARC2.csv"]
)
def test_real_files_damaged_at_random_are_read_or_refused(tmp_path, file):
    data, chance = (DATA / file).read_bytes(), np.random.default_rng(7)
    path = tmp_path / "measured"
    for _ in range(25):
        bad = bytearray(data)
        for _ in range(int(chance.integers(1, 30))):
            bad[int(chance.integers(len(bad)))] = int(chance.integers(256))
        cut = int(chance.integers(len(bad))) if chance.random() < 0.4 else len(bad)
        path.write_bytes(bytes(bad[:cut]))
        for record in read_or_none(path):
            assert len(record) > 0
            for name in {TIME, VOLTAGE, CURRENT} & record.columns.keys():
                assert np.isfinite(record.columns[name]).all()


def read_or_none(path):
    try:
        return read_records(path)
    except ValueError:
        return ()


def test_reading_a_neware_file_leaves_the_processs_archives_as_they_were(tmp_path):
    """In a process of its own: what a library changes on import it changes once."""
    pytest.importorskip("fastnda")
    path = tmp_path / "a.ndax"
    path.write_bytes(packed(**{"data.ndc": "x"}))
    ask = """
import sys, zlib
from stratode.lab.reading.files import read_records
before = zlib.decompress, zlib.decompressobj
try:
    read_records(sys.argv[1])
except ValueError:
    pass
assert "fastnda.ndax" in sys.modules
assert (zlib.decompress, zlib.decompressobj) == before
"""
    done = subprocess.run([sys.executable, "-c", ask, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

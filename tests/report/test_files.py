"""Files appear whole or not at all: text, CSV, workbook, picture."""

from __future__ import annotations

import csv
import errno
import os
import sys
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from stratode.cell.solution import CellResult
from stratode.recipe.extras import MissingExtra
from stratode.report import tables
from stratode.report.curves import COLUMNS, write_curves
from stratode.report.files import whole, write_text
from stratode.report.picture import write_picture
from stratode.report.show import html_fragment
from stratode.report.workbook import write_workbook


def write_half(path):
    with whole(path) as aside:
        aside.write_text("half of the n")
        aside.write_text(str(1 / 0))


def test_a_failing_writer_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "summary.json"
    write_text(path, "old")
    with pytest.raises(ZeroDivisionError):
        write_half(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["summary.json"]


def test_a_new_file_has_the_usual_mode(tmp_path):
    write_text(tmp_path / "a" / "b.txt", "new")
    (tmp_path / "plain").write_text("")
    assert (tmp_path / "a" / "b.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


def test_curves_are_bdf_with_discharge_negative_for_the_whole_cell(case, tmp_path):
    write_curves(tmp_path / "curves.csv", (case,))
    head, *rows = rows_of(tmp_path / "curves.csv")
    assert tuple(head) == COLUMNS
    last = {row[0]: row for row in rows}["1"]
    assert float(last[4]) == pytest.approx(-4.5e-3 * 1.13, rel=1e-6)  # 4.5 mA/cm2 on 1.13 cm2
    assert float(last[5]) == pytest.approx(case.result.rates[2].capacity * 1.13e-4, rel=1e-6)


def test_the_charge_leg_comes_first_and_time_goes_on(case, tmp_path):
    run = case.result.rates[0]
    charge = replace(run.trace, current_density=-run.trace.current_density)
    charged = replace(case, result=replace(case.result, rates=(replace(run, charge=charge),)))
    write_curves(tmp_path / "curves.csv", (charged,))
    _, *rows = rows_of(tmp_path / "curves.csv")
    times = [float(row[2]) for row in rows]
    assert times == sorted(times)
    assert len(rows) == 2 * run.trace.time.size
    assert float(rows[0][4]) > 0.0
    assert float(rows[0][5]) == 0.0
    assert float(rows[-1][4]) < 0.0


def test_several_recipes_are_told_apart(case, hostile, tmp_path):
    write_curves(tmp_path / "curves.csv", (case, hostile))
    head, *rows = rows_of(tmp_path / "curves.csv")
    assert head[0] == "Recipe"
    assert {row[0] for row in rows} == {case.cell.name, hostile.cell.name}


def test_workbook_holds_numbers_and_no_formula(case, tmp_path):
    evil = replace(case, cell=replace(case.cell, name="=1+1/[x]:*?"))
    table = tables.comparison_table((evil,))
    path = tmp_path / "tables.xlsx"
    write_workbook(path, (("rates", tables.rates_table(case.result)), ("rates", table)), (evil, case))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["rates", "rates (2)"]
    assert len(book.sheetnames) == 4
    assert book["rates"]["C4"].value == pytest.approx(case.result.rates[2].specific_capacity)
    assert book["rates (2)"]["A2"].data_type == "s"
    assert book["rates (2)"]["A2"].value == "=1+1/[x]:*?"


def test_workbook_without_openpyxl_names_the_extra(case, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"pip install 'stratode\[xlsx\]'"):
        write_workbook(tmp_path / "tables.xlsx", (), (case,))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("suffix", "head"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_picture(case, tmp_path, suffix, head):
    write_picture(tmp_path / f"run{suffix}", case.cell, case.result)
    assert (tmp_path / f"run{suffix}").read_bytes().startswith(head)


def test_picture_refuses_other_suffixes(case, tmp_path):
    with pytest.raises(ValueError, match=r"must be a \.png or \.svg file; received 'run\.gif'"):
        write_picture(tmp_path / "run.gif", case.cell, case.result)


def test_fragment_is_static_and_safe(hostile):
    text = html_fragment(hostile.result, hostile.cell)
    assert "<script" not in text
    assert "onerror=alert(1)>" not in text
    assert "data:image/png;base64," in text


def test_fragment_of_no_rates(case):
    assert "was not run at any rate" in html_fragment(CellResult("x", ()), case.cell)


def test_losses_table_ends_with_the_sum_of_its_rows(result):
    rows = tables.losses_table(result).rows
    for column in (1, 2, 3):
        assert sum(row[column] for row in rows[:-1]) == pytest.approx(rows[-1][column])


def test_names_keep_their_order_when_lists_differ():
    assert tables.ordered_names([["a", "c", "delivered"], ["a", "b", "c", "delivered"], ["z", "delivered"]]) == [
        "z",
        "a",
        "b",
        "c",
        "delivered",
    ]


def test_a_rest_has_no_sign_in_the_curves(tmp_path, case):
    run = case.result.rates[0]
    rest = replace(run.trace, current_density=np.full_like(run.trace.current_density, -0.0))
    resting = replace(case, result=replace(case.result, rates=(replace(run, trace=rest),)))
    write_curves(tmp_path / "curves.csv", (resting,))
    assert {row["Current / A"] for row in csv.DictReader((tmp_path / "curves.csv").open(encoding="utf-8"))} == {"0"}


def test_a_refused_folder_is_told_by_the_file_that_was_asked_for(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / ".writing-x.csv"))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(PermissionError) as found:
        write_text(tmp_path / "summary.json", "{}")
    assert found.value.filename == str(tmp_path / "summary.json")

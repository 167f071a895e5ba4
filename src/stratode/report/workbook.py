"""Rate tests as an .xlsx workbook: their tables and their curves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.case import Case
from stratode.report.curves import columns, curves_rows
from stratode.report.sheets import Curves, write_sheets
from stratode.report.table import Table


def write_workbook(path: Path, tables: Sequence[tuple[str, Table]], cases: Sequence[Case]) -> None:
    """One sheet for each (sheet name, table), then the curves of each recipe; whole or not at all.

    Raises:
        MissingExtra: openpyxl is not installed.
    """

    def curves(case: Case) -> Curves:
        rows = (row for run in case.result.rates for row in curves_rows(case.cell, run))
        return f"curves {case.cell.name}" if len(cases) > 1 else "curves", columns((case,)), rows

    write_sheets(path, tables, [curves(case) for case in cases])
